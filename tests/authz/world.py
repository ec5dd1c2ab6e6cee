"""Two clinics with everybody who may ask for something, and one of everything that is A's."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from time import time
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts import processing
from accounts import services as accounts
from accounts.models import CareLink, Membership, User
from accounts.services import auditing
from coaching import services
from coaching.models import Message
from coaching.services import Moment
from coaching.services.function import Activity
from tests.accounts.clinics import LEAD, MEMBER, invite, join
from tests.accounts.codes import with_app
from tests.coaching.admin.clients import feel
from tests.coaching.drafts import begin, published
from tests.coaching.views.conftest import answer_all, enrol, one_set, train
from tests.conftest import djangos_force_login

WORDS = "zyx words of health"
"""In everything that A wrote; nobody who may not see it gets it back."""


@dataclass
class World:
    """`who` are the people by their names, `browsers` the actors, each signed in as one of them.

    `own` are A's objects by name: what the addresses and bodies of `cases` are filled with.
    """

    who: dict[str, User] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.own[name]
        except KeyError:
            raise AttributeError(name) from None


def build() -> World:
    """Everybody, and everything; told through the services, as in life."""
    call_command("load_catalogue", verbosity=0)
    world = World()
    _people(world)
    _care(world)
    _health(world)
    _desk(world)
    _accounts(world)
    _browsers(world)
    return world


CLIENTS = ("owner", "neighbour", "foreigner", "unagreed", "locked_out", "erased", "newcomer")
STAFF = (
    *("physiotherapist", "stand_in", "stand_in_over", "stand_in_to_come", "colleague"),
    *("lead", "withdrawn", "elsewhere", "locked_out_physiotherapist"),
)


def _people(world: World) -> None:
    for name in (*CLIENTS, *STAFF, "clerk"):
        world.who[name] = User.objects.create_user(
            f"{name}@example.org", "straight legs up", agreed_to=processing.CURRENT.version
        )
    for name in STAFF:
        accounts.promote(user=world.who[name])
        clinic = "Elsewhere" if name == "elsewhere" else "Harbour Clinic"
        role = LEAD if name in ("lead", "elsewhere") else MEMBER
        join(world.who[name], name=clinic, role=role)
        world.who[name] = User.objects.get(pk=world.who[name].pk)
    User.objects.filter(pk=world.who["clerk"].pk).update(is_staff=True)
    world.who["superuser"] = User.objects.create_superuser(
        "root@example.org", "straight legs up", agreed_to=processing.CURRENT.version
    )


def _care(world: World) -> None:
    who = world.who
    link = accounts.link(physiotherapist=who["physiotherapist"], client=who["owner"])
    accounts.link(physiotherapist=who["physiotherapist"], client=who["neighbour"])
    accounts.link(physiotherapist=who["elsewhere"], client=who["foreigner"])
    accounts.link(physiotherapist=who["physiotherapist"], client=who["unagreed"])
    for name in ("withdrawn", "locked_out_physiotherapist"):
        found = accounts.link(physiotherapist=who[name], client=who["owner"])
        if name == "withdrawn":
            accounts.withdraw(client=who["owner"], link=found.uuid)
    # What A has not answered yet opens nothing.
    proposal = accounts.propose(
        physiotherapist=who["colleague"], client=who["owner"], route=CareLink.Route.CODE
    )
    now, day = timezone.now(), timedelta(days=1)
    today = now.date()
    for name, first, last in (
        ("stand_in_over", -9, -5),
        ("stand_in", -1, 1),
        ("stand_in_to_come", 5, 9),
    ):
        world.own[name] = accounts.name_cover(
            by=who["lead"],
            physiotherapist=who["physiotherapist"],
            cover=who[name],
            first_day=today + first * day,
            last_day=today + last * day,
            uuid=uuid4(),
            now=now + min(first, 0) * day,
        ).uuid
    open_one, token = invite(who["physiotherapist"])
    memberships = Membership.objects.active()
    world.own |= {
        "link": link,
        "proposal": proposal,
        "cover": world.own["stand_in_to_come"],
        "invitation": open_one,
        "token": token,
        "clinic": link.clinic,
        "membership": memberships.get(user=who["colleague"]).uuid,
    }


def _health(world: World) -> None:
    for name in ("owner", "neighbour", "foreigner", "unagreed", "locked_out"):
        client = world.who[name]
        answer_all(client)
        enrolment = enrol(client, level=3)
        done = train(client, *[one_set()] * 3, days_ago=1)
        under_way = train(client, one_set())
        if name != "owner":
            continue
        services.report_function(
            client=client,
            uuid=uuid4(),
            activities=[Activity(name=WORDS, score=3)],
            change=None,
            moment=Moment.at(client, timezone.now() - timedelta(days=40)),
        )
        services.annotate_workout(
            client=client, workout=done.uuid, uuid=uuid4(), text=WORDS, now=timezone.now()
        )
        world.own |= {
            "enrolment": enrolment,
            "done": done,
            "under_way": under_way,
            "report": done.set_reports.first(),
        }


def _desk(world: World) -> None:
    petra, colleague, owner = (
        world.who[name] for name in ("physiotherapist", "colleague", "owner")
    )
    now, link = timezone.now(), world.link
    at = {"text": WORDS, "now": now}
    services.write_to_physiotherapist(client=owner, link=link.uuid, uuid=uuid4(), **at)
    services.write_to_client(physiotherapist=petra, client=owner, uuid=uuid4(), **at)
    enrolment = world.enrolment.uuid
    services.note_to_self(physiotherapist=petra, enrolment=enrolment, uuid=uuid4(), **at)
    world.own |= {
        "message": Message.objects.get(by_client=True),
        "program": published(petra, colleague, slug="harbour-program", title="Harbour program"),
        "draft": begin(petra, slug="harbour-draft"),
    }


def _accounts(world: World) -> None:
    owner = world.who["owner"]
    for user in world.who.values():
        told = {"email": user.email, "verified": True}
        EmailAddress.objects.update_or_create(user=user, primary=True, defaults=told)
    world.own |= {
        "app": with_app(owner),
        "passkey": Authenticator.objects.create(
            user=owner,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "key", "credential": _credential()},
        ),
        "email": EmailAddress.objects.get(user=owner),
        "device": UserSession.objects.create(
            user=owner, ip="127.0.0.1", user_agent="phone", session_key="x" * 32
        ),
    }
    auditing.record(
        actor=world.who["physiotherapist"],
        what="admin:coaching_enrolment_change GET",
        client=owner.public_id,
    )


def _credential() -> dict[str, Any]:
    """What a browser sends of a new passkey."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    key = AttestedCredentialData.create(bytes(16), b"key", ES256.from_cryptography_key(public))
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    shown = AttestationObject.create("none", AuthenticatorData.create(bytes(32), flags, 0, key), {})
    name = websafe_encode(b"key")
    told = b'{"type": "webauthn.create", "challenge": "", "origin": ""}'
    response = {
        "clientDataJSON": websafe_encode(told),
        "attestationObject": websafe_encode(bytes(shown)),
    }
    return {"type": "public-key", "id": name, "rawId": name, "response": response}


def _browsers(world: World) -> None:
    world.browsers["anonymous"] = Client()
    for name, user in world.who.items():
        world.browsers[name] = signed_in(user, proved=user.is_staff or name == "clerk")
    world.browsers["unproved"] = signed_in(world.who["physiotherapist"], proved=False)
    for name in ("locked_out", "locked_out_physiotherapist"):
        User.objects.filter(pk=world.who[name].pk).update(is_active=False)
    world.who["erased"].delete()
    accounts.withdraw_processing(user=world.who["unagreed"])


def signed_in(user: User, *, proved: bool) -> Client:
    """A browser in which somebody typed their password just now, and proved a second factor."""
    browser = Client(raise_request_exception=True)
    djangos_force_login(browser, user)
    session, now = browser.session, time()
    password = {"method": "password", "at": now, "email": user.email, "reauthenticated": True}
    methods: list[dict[str, Any]] = [password]
    if proved:
        methods.append({"method": "mfa", "type": "totp", "at": now})
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(user.pk)
    session.update({"began_at": now, "seen_at": now})
    session.save()
    return browser


def stop(world: World) -> None:
    """A is stopped by a sign."""
    feel(world.who["owner"], 60, "numbness")
    world.enrolment.refresh_from_db()


def finish(world: World) -> None:
    """A's workout under way is over."""
    client = world.who["owner"]
    services.finish_workout(client=client, workout=world.under_way.uuid, moment=Moment.now(client))


def everybody_leaves(world: World) -> None:
    """A shares with nobody any more."""
    for link in CareLink.objects.about(world.who["owner"]).open():
        accounts.withdraw(client=world.who["owner"], link=link.uuid)


def tomorrow() -> date:
    """A day for whatever is planned."""
    return timezone.localdate() + timedelta(days=1)
