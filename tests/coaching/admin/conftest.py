"""A physiotherapist's desk with a client on it, and the people who may not look at it."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts import services as accounts
from accounts.models import User
from coaching.admin.acts import seen_now
from coaching.models import Enrolment
from tests.coaching.admin.clients import enrol, feel
from tests.conftest import MakePerson

LIST = reverse("admin:coaching_enrolment_changelist")
ACTS = (
    *("acknowledge", "clear-stops", "set-level", "set-ceiling"),
    *("set-doses", "pause", "resume", "change-program"),
)
PAGES = ("change", "history", "report", *ACTS)
REASON = "Seen on Monday, strength and feeling are normal."


@pytest.fixture(autouse=True)
def programs(db: None) -> None:
    """The catalogue is loaded."""
    call_command("load_catalogue", verbosity=0)


@pytest.fixture
def enrolled(person: User, physiotherapist: User) -> Enrolment:
    """`person` on the main program, in the care of `physiotherapist`."""
    return enrol(person)


@pytest.fixture
def others(stranger: User, other_physiotherapist: User) -> Enrolment:
    """`stranger` on the main program, stopped, in the care of somebody else."""
    enrolment = enrol(stranger)
    feel(stranger, 1, "numbness")
    return enrolment


@pytest.fixture
def stopped(enrolled: Enrolment) -> Enrolment:
    """`person` after a sign."""
    feel(enrolled.client, 2, "numbness")
    enrolled.refresh_from_db()
    return enrolled


@pytest.fixture
def desk(client: Client, physiotherapist: User, enrolled: Enrolment) -> Client:
    """A browser in which `physiotherapist` is signed in."""
    client.force_login(physiotherapist)
    return client


@pytest.fixture
def former_physiotherapist(make_person: MakePerson, person: User) -> User:
    """Looked after `person` until now."""
    user = accounts.promote(user=make_person("fritz@example.org"))
    accounts.link(physiotherapist=user, client=person)
    accounts.unlink(physiotherapist=user, client=person)
    return user


@pytest.fixture
def clerk(make_person: MakePerson) -> User:
    """Staff, but no physiotherapist."""
    return make_person("clara@example.org", is_staff=True)


def page_of(enrolment: Enrolment) -> str:
    """The address of a client."""
    return reverse("admin:coaching_enrolment_change", args=[enrolment.uuid])


def record_of(enrolment: Enrolment) -> str:
    """The address of what was done for a client."""
    return reverse("admin:coaching_enrolment_history", args=[enrolment.uuid])


def report_on(enrolment: Enrolment) -> str:
    """The address of the report on a client."""
    return reverse("admin:coaching_enrolment_report", args=[enrolment.uuid])


def act_on(enrolment: Enrolment, act: str) -> str:
    """The address of an act."""
    return reverse("admin:coaching_enrolment_act", args=[enrolment.uuid, act])


def address(enrolment: Enrolment, page: str) -> str:
    """The address of one of `PAGES`."""
    pages = {"change": page_of, "history": record_of, "report": report_on}
    return pages.get(page, lambda it: act_on(it, page))(enrolment)


def told(enrolment: Enrolment, **more: Any) -> dict[str, Any]:
    """What a page that was just opened would post."""
    return {"uuid": str(uuid4()), "seen": seen_now(enrolment), "reason": REASON, **more}
