"""What is asked at each address: with the ids of A's things, and a body as A or A's
physiotherapist would send it, so that a refusal is one and not a fault in the form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts import processing
from accounts.models import User
from accounts.services.invitations import new_token
from coaching.admin.acts import seen_now
from coaching.models import Program
from coaching.services.publishing import digest_of
from config.probes import ALIVE, READY
from tests.accounts.clinics import VERSION
from tests.accounts.codes import code
from tests.authz.world import World, everybody_leaves, finish, stop, tomorrow
from tests.coaching.drafts import review
from tests.coaching.phone import HELD
from tests.routes import NOT_THERE, every_address

Make = Callable[[World], Any]

NOBODY = str(NOT_THERE)
NO_NUMBER = "987654321"
REASON = "Seen on Monday, all is well."


@dataclass(frozen=True)
class Case:
    """One thing to ask for. `ids` is what stands in the address, in order; `missing` the same of
    nothing that is there, or None where the address names nothing that belongs to anybody.
    `prepare` is done before anybody asks; `json` says how the body is sent.
    """

    route: str
    act: str = ""
    ids: Callable[[World], list[Any]] = lambda _: []
    missing: tuple[Any, ...] | None = None
    body: Make = lambda _: {}
    prepare: Callable[[World], object] = lambda _: None
    json: bool = False

    def gone(self, world: World) -> list[Any]:
        """The ids of nothing that is there; None stands for the same as in `ids`."""
        if self.missing is None:
            return []
        given = zip(self.missing, self.ids(world), strict=True)
        return [own if missing is None else missing for missing, own in given]

    @property
    def name(self) -> str:
        """As the table names it: the address, and which act where one address has several."""
        return f"{self.route} {self.act}".strip()


def once(**more: Any) -> dict[str, Any]:
    """What a form that counts once sends."""
    return {"uuid": uuid4(), **more}


def act(world: World, **more: Any) -> dict[str, Any]:
    """What every act at the desk sends."""
    return once(seen=seen_now(world.enrolment), reason=REASON, **more)


def stops(world: World) -> dict[str, Any]:
    """An act on the stops that are open."""
    return act(world, stops=world.enrolment.where.open_stops)


def a_set(world: World, **more: Any) -> dict[str, Any]:
    """A clean set of A's workout."""
    clean = {"lumbar_contact": "held", "pops": "0", "discomfort": "0", "reps": 8}
    return once(workout=world.under_way.uuid, number=2, **clean, **more)


def batch(world: World) -> dict[str, Any]:
    """What A's phone sends: it names A's account, plan and workout."""
    owner, under_way = world.who["owner"], world.under_way
    at = under_way.performed_at.isoformat()
    named = {"id": str(under_way.uuid), "at": at, "plan": str(world.enrolment.uuid)}
    entry = {
        "type": "set",
        "id": str(uuid4()),
        "account": str(owner.public_id),
        "at": timezone.now().isoformat(),
        "workout": named,
        "number": 2,
        "reps": 8,
        "asked": {"level": 3, "rep_step": 0},
        **HELD,
    }
    offered = [str(under_way.uuid), str(world.report.uuid)]
    return {
        "sent_at": timezone.now().isoformat(),
        "device": str(uuid4()),
        "offered": offered,
        "entries": [entry],
    }


def bulk(world: World, **more: Any) -> dict[str, Any]:
    """The last step of an act for several, for A alone."""
    uuid = world.enrolment.uuid
    return {
        "client": uuid,
        "step": "confirm",
        f"uuid-{uuid}": uuid4(),
        f"seen-{uuid}": seen_now(world.enrolment),
        **more,
    }


def other_program() -> Program:
    """One of the catalogue's that A is not on."""
    return Program.objects.current().get(slug="one-leg-first")


def reviewed(world: World) -> None:
    """A colleague has read the draft."""
    review(world.draft, world.who["colleague"])


def digest(world: World) -> dict[str, Any]:
    """Of the draft as it is now."""
    world.draft.refresh_from_db()
    return {"digest": digest_of(world.draft.definition)}


def with_code(world: World) -> None:
    """Everybody with a session has typed the clinic's code."""
    for browser in world.browsers.values():
        if browser.cookies.get("sessionid"):
            session = browser.session
            session["clinic_code"] = world.clinic.join_code
            session.save()


def of(name: str, *more: str, field: str = "uuid") -> Callable[[World], list[Any]]:
    """The id of one of A's things, and whatever follows it in the address."""

    def ids(world: World) -> list[Any]:
        found = getattr(world, name)
        return [found if isinstance(found, UUID) else getattr(found, field), *more]

    return ids


def named(user: str) -> Callable[[World], list[Any]]:
    """Somebody's number, as Django's own pages at the desk name rows."""
    return lambda world: [world.who[user].pk]


def not_agreed_yet(world: World) -> None:
    """A has not agreed that anything is kept."""
    User.objects.filter(pk=world.who["owner"].pk).update(agreed_to="")


CLIENT = "admin/coaching/enrolment/<uuid:uuid>/"
ACT, WRITE = f"{CLIENT}<slug:act>/", f"{CLIENT}write/<slug:what>/"
BULK = "admin/coaching/enrolment/bulk/<slug:act>/"
DRAFT = "admin/coaching/programdraft/<uuid:uuid>/"


def _act(slug: str, body: Make, prepare: Callable[[World], object] = lambda _: None) -> Case:
    return Case(ACT, slug, of("enrolment", slug), (NOBODY, None), body, prepare)


def _write(slug: str, body: Make) -> Case:
    return Case(WRITE, slug, of("enrolment", slug), (NOBODY, None), body)


def _paused(world: World) -> None:
    browser = world.browsers["physiotherapist"]
    answer = browser.post(
        f"/{CLIENT.replace('<uuid:uuid>', str(world.enrolment.uuid))}pause/", act(world)
    )
    assert answer.status_code == 302


def _doses(world: World) -> dict[str, Any]:
    told = {
        "sets": 2,
        "rep_steps": "8, 10",
        "days_per_week": 3,
        "lowering_seconds": 3,
        "raising_seconds": 2,
        "rest_seconds": 60,
        "lock_cue": "flat",
    }
    return act(world, **told)


AT_THE_DESK = [
    _act("acknowledge", stops, stop),
    _act("clear-stops", stops, stop),
    _act("set-level", lambda w: act(w, level=2, rep_step=0)),
    _act("set-ceiling", lambda w: act(w, level=5)),
    _act("set-doses", _doses),
    _act("pause", act),
    _act("resume", act, _paused),
    _act("change-program", lambda w: act(w, start=f"{other_program().pk}-1")),
    _write("message", lambda w: once(text="Hello.", shown=str(w.message.uuid))),
    _write("read", lambda w: once(shown=str(w.message.uuid))),
    _write("review", lambda w: once(on=tomorrow())),
    _write("note", lambda w: once(text="To myself.")),
    *(
        Case(f"{CLIENT}{page}/", ids=of("enrolment"), missing=(NOBODY,))
        for page in ("change", "history", "report")
    ),
    Case(BULK, "message", lambda _: ["message"], body=lambda w: bulk(w, text="Hello.")),
    Case(BULK, "plan-review", lambda _: ["plan-review"], body=lambda w: bulk(w, on=tomorrow())),
    Case(
        BULK,
        "assign-program",
        lambda _: ["assign-program"],
        body=lambda w: bulk(w, program=other_program().pk, level=1, reason=REASON),
    ),
    Case(
        "admin/coaching/programdraft/",
        body=lambda w: once(base=w.program.pk),
    ),
    Case(
        f"{DRAFT}change/",
        ids=of("draft"),
        missing=(NOBODY,),
        body=lambda w: once(seen=w.draft.version, title="Other"),
    ),
    Case(f"{DRAFT}preview/", ids=of("draft"), missing=(NOBODY,)),
    Case(f"{DRAFT}<slug:act>/", "review", of("draft", "review"), (NOBODY, None), digest),
    Case(
        f"{DRAFT}<slug:act>/", "publish", of("draft", "publish"), (NOBODY, None), digest, reviewed
    ),
    Case(f"{DRAFT}<slug:act>/", "withdraw", of("draft", "withdraw"), (NOBODY, None)),
    Case(
        "admin/accounts/cover/name/",
        body=lambda w: once(
            physiotherapist=w.who["physiotherapist"].public_id,
            cover=w.who["colleague"].public_id,
            first_day=tomorrow() + timedelta(days=20),
            last_day=tomorrow() + timedelta(days=21),
        ),
    ),
    Case("admin/accounts/cover/<uuid:uuid>/end/", ids=of("cover"), missing=(NOBODY,)),
    Case("admin/accounts/clinic/code/", body=lambda w: {"seen": w.clinic.join_code}),
    Case(
        "admin/accounts/clinic/members/<uuid:uuid>/end/",
        ids=of("membership"),
        missing=(NOBODY,),
    ),
    Case(
        "admin/accounts/invitation/mail/",
        body=lambda _: once(token=new_token(), email="new@example.org"),
    ),
    Case("admin/accounts/invitation/paper/", body=lambda _: once(token=new_token())),
    Case("admin/accounts/invitation/<uuid:uuid>/revoke/", ids=of("invitation"), missing=(NOBODY,)),
    Case("admin/accounts/invitation/clients/<uuid:uuid>/end/", ids=of("link"), missing=(NOBODY,)),
]

ROWS = {
    "accounts/user": named("owner"),
    "accounts/carelink": of("link", field="pk"),
    "accounts/auditentry": lambda _: ["1"],
    "coaching/program": of("program", field="pk"),
    "mfa/authenticator": of("app", field="pk"),
}
"""Of each model that has Django's own pages at the desk, the row to ask for."""

SENT = {
    "accounts/user": lambda _: {"email": "x@example.org", "time_zone": "UTC"},
    "accounts/carelink": lambda w: {
        "physiotherapist": "elsewhere@example.org",
        "client": "owner@example.org",
    },
}

ROW_PAGES = ("history/", "delete/", "change/", "")


def _rows() -> Iterator[Case]:
    for model, ids in ROWS.items():
        body = SENT.get(model, lambda _: {"post": "yes"})
        yield Case(f"admin/{model}/add/", body=body)
        for page in ROW_PAGES:
            sent = {"delete/": lambda _: {"post": "yes"}}.get(page, body)
            route = f"admin/{model}/<path:object_id>/{page}"
            yield Case(route, ids=ids, missing=(NO_NUMBER,), body=sent)


AT_HOME = [
    Case("start/questions/<slug:slug>/", ids=lambda _: ["leg-pain-or-numbness"]),
    Case("programs/<slug:slug>/", ids=of("program", field="slug"), missing=("nothing",)),
    Case("programs/<slug:slug>/", "built-in", lambda _: ["one-leg-first"]),
    Case(
        "programs/<slug:slug>/<int:number>/",
        ids=of("program", "1", field="slug"),
        missing=("nothing", None),
    ),
    Case("programs/<slug:slug>/<int:number>/", "built-in", lambda _: ["one-leg-first", "1"]),
    Case("learn/<slug:slug>/", ids=lambda _: ["why-it-pops"]),
    Case("styleguide/<slug:slug>/", ids=lambda _: ["locked"]),
    Case("language/", body=lambda _: {"language": "de"}),
    Case("learn/check/", body=lambda _: {"emergency": "yes"}),
    Case(
        "start/limit/<slug:slug>/",
        ids=of("program", field="slug"),
        missing=("nothing",),
        body=lambda _: once(level=1, lumbar_contact="held", pops="0", discomfort="0"),
    ),
    Case(
        "start/limit/<slug:slug>/begin/",
        ids=of("program", field="slug"),
        missing=("nothing",),
        body=lambda _: once(),
    ),
    Case("start/program/", body=lambda w: {"program": w.program.slug}),
    Case(
        "today/morning/", body=lambda w: once(workout=w.done.uuid, discomfort="0"), prepare=finish
    ),
    Case(
        "today/clear/",
        body=lambda w: once(
            stops=" ".join(w.enrolment.where.open_stops), reason=REASON, checked="on"
        ),
        prepare=lambda w: (stop(w), everybody_leaves(w)),
    ),
    Case(
        "today/resume/",
        body=lambda _: once(),
        prepare=lambda w: (_paused(w), everybody_leaves(w)),
    ),
    Case("today/move-on/", body=lambda _: once()),
    Case("workout/", body=a_set),
    Case("workout/begin/", body=lambda _: once(), prepare=finish),
    *(
        Case(
            f"workout/<uuid:uuid>/{page}",
            ids=of("under_way"),
            missing=(NOBODY,),
            body=lambda _: once(),
        )
        for page in ("undo/", "finish/")
    ),
    Case("workout/<uuid:uuid>/", ids=of("done"), missing=(NOBODY,)),
    Case(
        "messages/<uuid:uuid>/", ids=of("link"), missing=(NOBODY,), body=lambda _: once(text="Hi.")
    ),
    Case("outbox/", body=batch, json=True),
    Case("report/", body=lambda _: once(symptoms="numbness")),
    Case(
        "function/",
        body=lambda _: once(activity_1="Walking", score_1="4"),
        prepare=finish,
    ),
    Case("function/skip/", body=lambda _: once(), prepare=finish),
    Case("history/<uuid:uuid>/", ids=of("done"), missing=(NOBODY,)),
    Case(
        "history/<uuid:uuid>/note/",
        ids=of("done"),
        missing=(NOBODY,),
        body=lambda _: once(text="It went well."),
    ),
    Case(
        "history/sets/<uuid:uuid>/",
        ids=of("report"),
        missing=(NOBODY,),
        body=lambda w: a_set(w) | {"number": 1, "reps": 7},
    ),
    Case("care/code/", body=lambda w: {"code": w.clinic.join_code}),
    Case(
        "care/clinic/",
        body=lambda w: {"physiotherapist": w.who["lead"].public_id},
        prepare=with_code,
    ),
    Case(
        "care/<uuid:uuid>/",
        ids=of("proposal"),
        missing=(NOBODY,),
        body=lambda _: {"text_version": VERSION},
    ),
    Case("care/<uuid:uuid>/withdraw/", ids=of("link"), missing=(NOBODY,)),
    Case(
        "care/invitations/<str:token>/",
        ids=lambda w: [w.token],
        missing=("2222-3333-4444-5555-6666-7777",),
        body=lambda _: {"text_version": VERSION},
    ),
]

YES = {"agreed": "yes", "text_version": processing.CURRENT.version}

ABOUT_ME = [
    Case("data/erase/"),
    Case("privacy/agreement/", body=lambda _: YES, prepare=not_agreed_yet),
    Case("privacy/withdraw/"),
]

TO_SIGN_IN = [
    Case(
        "accounts/2fa/webauthn/keys/<int:pk>/remove/",
        ids=of("passkey", field="pk"),
        missing=(NO_NUMBER,),
    ),
    Case(
        "accounts/2fa/webauthn/keys/<int:pk>/edit/",
        ids=of("passkey", field="pk"),
        missing=(NO_NUMBER,),
        body=lambda _: {"name": "mine"},
    ),
    Case("accounts/sessions/", body=lambda w: {"session": w.device.pk}),
    Case(
        "accounts/email/",
        body=lambda w: {"action_remove": "", "email": w.who["owner"].email},
    ),
    Case("accounts/2fa/totp/deactivate/"),
    Case("accounts/2fa/reauthenticate/", body=lambda _: {"code": code()}),
]

BESIDE = (ALIVE, READY)
"""Addresses that stand in no URLconf."""

ELSEWHERE = [
    *(Case(path.removeprefix("/")) for path in BESIDE),
    Case(
        "admin/r/<path:content_type_id>/<path:object_id>/",
        ids=lambda w: [_kind_of(w.enrolment), w.enrolment.pk],
        missing=(None, NO_NUMBER),
    ),
]


def _kind_of(row: Any) -> int:
    return ContentType.objects.get_for_model(row).pk


def every_case() -> list[Case]:
    """Each address at least once; what has no body of its own is sent none."""
    told = [*AT_THE_DESK, *_rows(), *AT_HOME, *ABOUT_ME, *TO_SIGN_IN, *ELSEWHERE]
    named_ones = {case.route for case in told}
    plain = [
        Case(address.route, ids=lambda _, path=address.path: [path])
        for address in every_address()
        if address.route not in named_ones
    ]
    seen: dict[str, Case] = {case.name: case for case in [*told, *plain]}
    return list(seen.values())
