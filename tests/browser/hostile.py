"""Words that mean to be more than words, and people who wrote them wherever some can be."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django import forms
from django.core.management import call_command
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
)

from accounts import services as accounts
from accounts.models import CareLink, User
from coaching import services
from coaching.models import SetReport, Workout
from coaching.models.enrolment import Enrolment
from coaching.rules.terms import LumbarContact
from coaching.services import Activity, Moment, SetAnswers
from coaching.services.function import LONGEST_NAME
from tests.accounts.clinics import LEAD, invite, join
from tests.coaching.admin.clients import enrol, feel, moment, one_set, train
from tests.coaching.drafts import begin, published

RAN = "document.documentElement.dataset.ran=1"
SCRIPT = (
    f"<script>{RAN}</script><img src=x onerror={RAN}><svg/onload={RAN}>"
    f"\"'><i class=hostile onclick={RAN}>a</i></p></textarea></title></script>"
    f"<a href=javascript:{RAN}>"
    "<!--<b hx-on:load=1 hx-get=/ hx-trigger='load[1]'>]]>&lt;&#60;\\u003c"
)
TEMPLATE = "{{ 7|add:42000 }}{% debug %}{% load x %}${41999+8}#{1}%(a)s{0}<%= 1 %>"
RIGHT_TO_LEFT = (
    "\u202eflac.exe \u2067\u05e2\u05d1\u05e8\u05d9\u05ea\u2066 "
    "\u0627\u0644\u0639\u0631\u200f\u061c\ufeff\u200b\u2028end"
)
EMOJI = "\U0001f9b4\U0001f469\u200d\U0001f467\u200d\U0001f466\U0001f44de\u0301\u0316\u0489"
FORMULA = "=cmd|' /C calc'!A0;+1;@SUM(1);\t=1"
STYLE = (
    "</style><style>*{display:none}</style>;position:fixed;inset:0;background:url(//example.org)"
)
UNBROKEN = "W" * 10_000

MIXED = f"{SCRIPT} {TEMPLATE}{RIGHT_TO_LEFT}{EMOJI}{STYLE}{UNBROKEN}"
CORPORA = {
    "script": SCRIPT,
    "template": TEMPLATE * 3,
    "right to left": RIGHT_TO_LEFT * 60,
    "emoji": EMOJI * 300,
    "formula": FORMULA * 4,
    "style": STYLE,
    "unbroken": UNBROKEN,
    "unbroken right to left": "\u05e9" * 10_000,
}
MEANT = "42007"
"""What the template would say, were it one."""

ADDRESSES = {
    "ada": f'"<script>{RAN}</script><i/class=hostile>"@example.org',
    "petra": f'"\'><img/src=x/onerror={RAN}>{{{{7|add:42000}}}}"@example.org',
    "otto": f"=cmd|{'w' * 225}@example.org",
    "root": "root@example.org",
}
"""Those that can be had: forms take them."""


PLANTED = {
    "account.EmailAddress": {"email"},
    "accounts.Clinic": {"name"},
    "accounts.Invitation": {"email"},
    "accounts.User": {"email"},
    "coaching.Acknowledgement": {"reason"},
    "coaching.DeskNote": {"text"},
    "coaching.FunctionReport": {"activities"},
    "coaching.Message": {"text"},
    "coaching.Note": {"text"},
    "coaching.Program": {"title", "definition"},
    "coaching.ProgramDraft": {"definition"},
    "coaching.Review": {"reason"},
    "mfa.Authenticator": {"data"},
    "usersessions.UserSession": {"user_agent"},
}
"""Where words of people are kept, by model: their own, or what their browser says of itself."""

OURS = {
    "account.EmailConfirmation": {"key"},
    "accounts.AuditEntry": {"what", "about", "asked", "request", "previous", "hash"},
    "accounts.AuditHead": {"hash"},
    "accounts.CareLink": {"text_version"},
    "accounts.Clinic": {"join_code"},
    "accounts.ConsentAnswer": {"text_version"},
    "accounts.Invitation": {"digest"},
    "accounts.ProcessingAnswer": {"text_version"},
    "accounts.User": {"password", "time_zone", "agreed_to"},
    "admin.LogEntry": {"object_id", "object_repr", "change_message"},
    "auth.Group": {"name"},
    "auth.Permission": {"name", "codename"},
    "coaching.Acknowledgement": {"stops"},
    "coaching.Decision": {"rule", "change", "said", "engine_version"},
    "coaching.Delivery": {"kind", "digest", "said_at"},
    "coaching.Enrolment": {"position", "position_before", "last_event"},
    "coaching.LimitTrial": {"symptoms"},
    "coaching.MorningReport": {"symptoms"},
    "coaching.Program": {"slug", "digest"},
    "coaching.ProgramDraft": {"reviewed_digest"},
    "coaching.Review": {"stops", "doses"},
    "coaching.Screening": {"question"},
    "coaching.SetReport": {"symptoms", "pop_repetitions"},
    "coaching.StopNotice": {"stop"},
    "coaching.SymptomReport": {"symptoms"},
    "contenttypes.ContentType": {"app_label", "model"},
    "sessions.Session": {"session_key", "session_data"},
    "usersessions.UserSession": {"session_key", "data"},
}
"""Text that is the site's own: chosen from a list, counted, signed or made by it."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is there, and where a walk has to begin besides."""

    ada: User
    petra: User
    root: User
    starts: dict[str, list[str]]


def cast(words: str) -> Cast:
    """Everybody has typed these words wherever some can be typed."""
    call_command("load_catalogue", verbosity=0)
    ada, petra, otto, root = (person(name) for name in ADDRESSES)
    clinic = words[:100]
    petra, otto, root = (accounts.promote(user=user) for user in (petra, otto, root))
    for user in (petra, otto, root):
        join(user, name=clinic, role=LEAD)
    link = accounts.link(physiotherapist=petra, client=ada)
    CareLink.objects.filter(pk=link.pk).update(clinic=petra.memberships.get().clinic)
    enrolment = enrol(ada)
    workout = history(ada, words)
    written(petra, ada, enrolment, words)
    _, token = invite(petra, email=ADDRESSES["otto"])
    programs(petra, otto, words)
    name_passkey(ada, words)
    accounts.propose(physiotherapist=otto, client=ada, route=CareLink.Route.CODE)
    own = f"/history/{workout.uuid}/"
    return Cast(ada, petra, root, {"ada": [own, f"/care/invitations/{token}/"]})


def person(name: str) -> User:
    """Somebody whose address a form would take."""
    email = forms.EmailField(max_length=254).clean(ADDRESSES[name])
    make = User.objects.create_superuser if name == "root" else User.objects.create_user
    return make(email, time_zone="Europe/London")


def history(ada: User, words: str) -> Workout:
    """Workouts with a correction and a note; answers about everyday life."""
    workout = train(ada, 1, one_set(), one_set(pops=1), one_set())
    services.annotate_workout(
        client=ada, workout=workout.uuid, uuid=uuid4(), text=words[:1_000], now=timezone.now()
    )
    told = SetReport.objects.get(workout=workout, number=2)
    services.correct_set(
        client=ada,
        report=told.uuid,
        uuid=uuid4(),
        answers=SetAnswers(report=one_set(8, lumbar_contact=LumbarContact.LOST)),
        moment=moment(ada, 2),
    )
    train(ada, 3, one_set(), one_set(), one_set())
    services.report_function(
        client=ada,
        uuid=uuid4(),
        activities=[Activity(name=words[at : at + LONGEST_NAME], score=3) for at in (0, 40, 80)],
        change=None,
        moment=Moment.now(ada),
    )
    return workout


def written(petra: User, ada: User, enrolment: Enrolment, words: str) -> None:
    """What both write, and every act that wants a reason."""
    now, link = timezone.now(), CareLink.objects.get(client=ada, physiotherapist=petra)
    of: dict[str, Any] = {"physiotherapist": petra, "enrolment": enrolment.uuid}
    at = {"now": now, "text": words[:2_000]}
    services.write_to_physiotherapist(client=ada, link=link.uuid, uuid=uuid4(), **at)
    services.write_to_client(physiotherapist=petra, client=ada, uuid=uuid4(), **at)
    services.note_to_self(**of, uuid=uuid4(), **at)
    reason = words[:1_000]
    first = feel(ada, 4, "numbness")
    services.clear_stop(
        **of, uuid=uuid4(), stops=[str(first.uuid)], reason=reason, moment=moment(ada, 5)
    )
    services.set_ceiling(**of, uuid=uuid4(), level=2, reason=reason, moment=moment(ada, 5))
    feel(ada, 6, "saddle_numbness")
    enrolment.refresh_from_db()
    stops = enrolment.where.open_stops
    services.acknowledge(**of, uuid=uuid4(), stops=stops, reason=reason, now=now)
    feel(ada, 7, "numbness")


def programs(petra: User, otto: User, words: str) -> None:
    """A program of the clinic, and a draft of which nothing can be read."""
    told = {"title": words[:200], "summary": words[:2_000], "for_whom": words[:2_000]}
    published(petra, otto, **told, sources=[f"ext: {words[:1_900]}"])
    begin(petra, **told, substitute=words[:60], rep_steps=[words[:40]], sources=[words])


def name_passkey(user: User, words: str) -> None:
    """A device, as its owner calls it."""
    key = ES256({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})
    named = AttestedCredentialData.create(Aaguid(bytes(16)), b"a device", key)
    told = AttestationObject.create("none", AuthenticatorData.create(bytes(32), 0x41, 0, named), {})
    credential = {
        "id": websafe_encode(b"a device"),
        "rawId": websafe_encode(b"a device"),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(b'{"type": "", "challenge": "", "origin": ""}'),
            "attestationObject": websafe_encode(bytes(told)),
        },
    }
    data = {"name": words[:100], "credential": credential}
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
