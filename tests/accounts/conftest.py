"""A clinic: Petra leads it and cares for Ada, Otto works there and cares for Bo."""

import pytest

from accounts import services
from accounts.models import Clinic, User
from tests.accounts.clinics import LEAD, join
from tests.conftest import MakePerson


@pytest.fixture
def clinic(make_person: MakePerson, person: User, stranger: User) -> Clinic:
    """Made before the links, so that clients agreed to it."""
    for name in ("petra", "otto"):
        services.promote(user=make_person(f"{name}@example.org"))
    petra, otto = staff("petra"), staff("otto")
    clinic = join(petra, role=LEAD)
    join(otto)
    services.link(physiotherapist=petra, client=person)
    services.link(physiotherapist=otto, client=stranger)
    return clinic


@pytest.fixture
def petra(clinic: Clinic) -> User:
    """Leads the clinic, looks after `person`."""
    return staff("petra")


@pytest.fixture
def otto(clinic: Clinic) -> User:
    """Works there, looks after `stranger`."""
    return staff("otto")


@pytest.fixture
def newcomer(make_person: MakePerson) -> User:
    """A client who shares with nobody."""
    return make_person("nina@example.org")


def staff(name: str) -> User:
    """Read anew, as every request reads them."""
    return User.objects.get(email=f"{name}@example.org")
