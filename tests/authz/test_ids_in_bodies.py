"""Ids in bodies and hidden fields: one of A's is refused like one that does not exist.

Everybody here writes on a page of their own and names a thing of A's in it. Which fields can name
one is found from the forms themselves, so that a new one cannot be forgotten.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django import forms

from accounts import services as accounts
from accounts.admin import people
from accounts.forms import ChoosePhysiotherapistForm, CoverForm
from accounts.models import CareLink
from accounts.services.invitations import new_token
from coaching import forms as at_home
from coaching.admin import bulk as bulk_acts
from coaching.admin import draft_forms, writing
from coaching.admin import forms as at_the_desk
from coaching.admin.acts import seen_now
from coaching.models import Enrolment
from tests.authz.asking import ask, path_of, undone
from tests.authz.cases import (
    ACT,
    BULK,
    NO_NUMBER,
    NOBODY,
    REASON,
    WRITE,
    Case,
    Make,
    a_set,
    batch,
    bulk,
    once,
    other_program,
    stop,
    tomorrow,
)
from tests.authz.world import WORDS, World
from tests.coaching.admin.clients import feel
from tests.coaching.views.conftest import answer_all
from tests.routes import every_address

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Probe:
    """`by` sends `body` to a page of their own; `names` is the field, `own` and `missing` are what
    it holds in turn: something of A's, and nothing that is there. `form` is whose field it is;
    what is sent by the page itself has none.
    """

    by: str
    names: str
    case: Case
    own: Make
    missing: Any = NOBODY
    more: Make = lambda _: {}
    form: type[forms.BaseForm] | None = None

    def body(self, world: World, value: Any) -> Any:
        """What is sent, with this value in the field."""
        return self.more(world) | {self.names: value}

    @property
    def name(self) -> str:
        """For whoever reads what failed."""
        return f"{self.case.name} {self.names} by {self.by}"


def theirs(world: World, name: str) -> Enrolment:
    """The enrolment of a client who is not A."""
    return Enrolment.objects.active().get(client=world.who[name])


def foreign(slug: str) -> Case:
    """An act by the physiotherapist of the other clinic on their own client, who is stopped."""
    return Case(
        ACT,
        slug,
        ids=lambda w: [theirs(w, "foreigner").uuid, slug],
        prepare=lambda w: (stop(w), feel(w.who["foreigner"], 60, "numbness")),
    )


def an_act(world: World, **more: Any) -> dict[str, Any]:
    """What such an act sends."""
    seen = seen_now(theirs(world, "foreigner"))
    return once(seen=seen, reason=REASON, **more)


def written_to(what: str) -> Case:
    """A page to write to the other clinic's client."""
    return Case(WRITE, what, ids=lambda w: [theirs(w, "foreigner").uuid, what])


def alone(world: World) -> None:
    """A and a neighbour are stopped, and the neighbour shares with nobody."""
    stop(world)
    feel(world.who["neighbour"], 60, "numbness")
    for link in CareLink.objects.about(world.who["neighbour"]).open():
        accounts.withdraw(client=world.who["neighbour"], link=link.uuid)


def typed_other_code(world: World) -> None:
    """A client has typed the code of the other clinic."""
    browser = world.browsers["neighbour"]
    session = browser.session
    session["clinic_code"] = accounts.clinic_of(world.who["elsewhere"]).join_code
    session.save()


def bulk_of(act: str, **more: Any) -> Case:
    return Case(BULK, act, ids=lambda _: [act])


COVER = Case("admin/accounts/cover/name/")
DAYS = {"first_day": tomorrow(), "last_day": tomorrow()}

PROBES = [
    *(
        Probe(
            by,
            "workout",
            Case("workout/"),
            lambda w: w.under_way.uuid,
            more=a_set,
            form=at_home.LogSetForm,
        )
        for by in ("neighbour", "foreigner")
    ),
    Probe(
        "neighbour",
        "workout",
        Case("today/morning/"),
        lambda w: w.done.uuid,
        more=lambda _: once(discomfort="0"),
        form=at_home.MorningForm,
    ),
    Probe(
        "neighbour",
        "stops",
        Case("today/clear/", prepare=alone),
        lambda w: " ".join(w.enrolment.where.open_stops),
        more=lambda _: once(reason=REASON, checked="on"),
        form=at_home.ClearanceForm,
    ),
    *(
        Probe(
            "elsewhere",
            "stops",
            foreign(slug),
            lambda w: w.enrolment.where.open_stops,
            more=an_act,
            form=form,
        )
        for slug, form in (
            ("acknowledge", writing.AcknowledgeForm),
            ("clear-stops", at_the_desk.ClearForm),
        )
    ),
    Probe(
        "elsewhere",
        "start",
        Case(
            ACT,
            "change-program",
            ids=lambda w: [theirs(w, "foreigner").uuid, "change-program"],
        ),
        lambda w: f"{w.program.pk}-1",
        f"{NO_NUMBER}-1",
        an_act,
        at_the_desk.ProgramForm,
    ),
    *(
        Probe(by, "client", bulk_of(act), lambda w: w.enrolment.uuid, more=more)
        for by in ("elsewhere", "colleague", "stand_in_over", "withdrawn")
        for act, more in (
            ("message", lambda w: bulk(w, text="Hi.")),
            ("plan-review", lambda w: bulk(w, on=tomorrow())),
            (
                "assign-program",
                lambda w: bulk(w, program=other_program().pk, level=1, reason=REASON),
            ),
        )
    ),
    Probe(
        "elsewhere",
        "program",
        bulk_of("assign-program"),
        lambda w: w.program.pk,
        NO_NUMBER,
        lambda w: {
            "client": theirs(w, "foreigner").uuid,
            "step": "confirm",
            "level": 1,
            "reason": REASON,
        },
        bulk_acts.AssignForm,
    ),
    Probe(
        "elsewhere",
        "base",
        Case("admin/coaching/programdraft/"),
        lambda w: w.program.pk,
        NO_NUMBER,
        lambda _: once(),
        draft_forms.BeginForm,
    ),
    *(
        Probe(
            "elsewhere",
            "shown",
            written_to(what),
            lambda w: w.message.uuid,
            more=lambda _: once(text="Hi."),
            form=form,
        )
        for what, form in (("message", writing.MessageForm), ("read", writing.ReadForm))
    ),
    *(
        Probe(
            "elsewhere",
            name,
            COVER,
            lambda w: w.who["physiotherapist"].public_id,
            more=lambda w, other=other: once(**DAYS, **{other: w.who["elsewhere"].public_id}),
            form=CoverForm,
        )
        for name, other in (("physiotherapist", "cover"), ("cover", "physiotherapist"))
    ),
    Probe(
        "neighbour",
        "physiotherapist",
        Case("care/clinic/", prepare=typed_other_code),
        lambda w: w.who["lead"].public_id,
        form=ChoosePhysiotherapistForm,
    ),
    Probe(
        "newcomer",
        "program",
        Case("start/program/", prepare=lambda w: answer_all(w.who["newcomer"])),
        lambda w: w.program.slug,
        "nothing",
        form=at_home.ProgramForm,
    ),
    Probe(
        "elsewhere",
        "seen",
        Case("admin/accounts/clinic/code/"),
        lambda w: w.clinic.join_code,
        "22223333",
    ),
    Probe("neighbour", "session", Case("accounts/sessions/"), lambda w: w.device.pk, NO_NUMBER),
    Probe(
        "neighbour",
        "email",
        Case("accounts/email/"),
        lambda w: w.who["owner"].email,
        "nobody@example.org",
        lambda _: {"action_remove": ""},
    ),
]

OTHERWISE = {
    "uuid": "made by the page: test_a_uuid_of_as_is_taken_for_nobody_else",
    "token": "made by the page, and the secret itself: the matrix sends it to its address",
    "credential": "a passkey's answer, which allauth checks by its signature",
    "kind": "a kind of event",
    "variation": "an exercise of the catalogue",
    "flagged": "questions of the catalogue",
}
NUMBERS = {"seen", "level", "rep_step", "number", "asked_level", "asked_rep_step"}
WORDS_AND_SCALES = {
    *(
        "emergency",
        "stop",
        "lock_cue",
        "answer",
        "lumbar_contact",
        "pops",
        "pop_location",
        "pop_phase",
    ),
    *("discomfort", "symptoms", "hands", "change"),
}
OF_SUPERUSERS = {(people.ProposalForm, "client"), (people.ProposalForm, "physiotherapist")}
"""Whom a superuser links is typed as an address of mail."""
OF_A_DRAFT = {(draft_forms.DraftForm, "leads_into"), (draft_forms.DraftForm, "substitute")}
"""Slugs: kept as they were typed, and a fault where the catalogue's reading does not know them."""


def every_form(kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    """Each form of ours."""
    for form in kind.__subclasses__():
        yield from every_form(form)
        if form.__module__.startswith(("accounts.", "coaching.")):
            yield form


def may_name_a_row(asked: forms.Field) -> bool:
    return asked.widget.is_hidden or isinstance(
        asked, forms.UUIDField | forms.ChoiceField | forms.ModelChoiceField
    )


def test_every_field_that_may_name_a_row_is_asked_about():
    every_address()  # Which has every form imported.
    harmless = {*OTHERWISE, *NUMBERS, *WORDS_AND_SCALES}
    found = {
        (form, name)
        for form in every_form()
        for name, asked in form.base_fields.items()
        if may_name_a_row(asked) and name not in harmless
    }
    asked_about = {(probe.form, probe.names) for probe in PROBES if probe.form}
    assert found == asked_about | OF_SUPERUSERS | OF_A_DRAFT


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_as_id_in_a_body_is_refused_like_one_of_nothing(world, probe):
    a, browser = world.who["owner"], world.browsers[probe.by]
    with undone():
        probe.case.prepare(world)
        path = path_of(probe.case.route, probe.case.ids(world))
        own = probe.own(world)
        sent = probe.body(world, own), probe.body(world, probe.missing)
        mine, missing = (ask(browser, probe.case, "POST", path, body, a=a) for body in sent)
        ids = [
            *(str(each) for each in (own if isinstance(own, list) else [own])),
            str(probe.missing),
        ]
        assert not mine.is_about_a
        assert WORDS not in mine.text
        assert mine.seen(ids) == missing.seen(ids)
        assert mine.written == missing.written
    for name in ("enrolment", "draft"):
        world.own[name].refresh_from_db()


def test_a_program_of_as_clinic_in_a_query_is_offered_to_nobody_elsewhere(world):
    case, browser = Case("admin/coaching/programdraft/"), world.browsers["elsewhere"]
    own, missing = (
        ask(browser, case, "GET", f"/{case.route}?base={base}", None, a=world.who["owner"])
        for base in (world.program.pk, NO_NUMBER)
    )
    ids = [str(world.program.pk), NO_NUMBER]
    assert own.seen(ids) == missing.seen(ids)
    assert own.queries == missing.queries
    assert world.program.title not in own.text


@pytest.mark.parametrize("by", ["neighbour", "foreigner", "physiotherapist", "newcomer"])
def test_a_phone_that_names_as_plan_workout_and_account_learns_nothing(world, by):
    a, browser, case = world.who["owner"], world.browsers[by], Case("outbox/", json=True)
    own = batch(world)
    told = json.dumps(own)
    for known in (a.public_id, world.enrolment.uuid, world.under_way.uuid, world.report.uuid):
        told = told.replace(str(known), str(uuid4()))
    mine, missing = (
        ask(browser, case, "POST", "/outbox/", body, a=a) for body in (own, json.loads(told))
    )
    assert not mine.is_about_a
    assert {result["status"] for result in mine.response.json()["results"]} == {"refused"}
    shown = [
        {name: answer.response.json()[name] for name in ("standing", "status")}
        | {
            "missing": len(answer.response.json()["missing"]),
            "results": [
                (each["status"], each["code"], each["why"])
                for each in answer.response.json()["results"]
            ],
        }
        for answer in (mine, missing)
    ]
    assert shown[0] == shown[1]
    assert mine.written == missing.written


ONCE = {
    "a set": ("neighbour", "workout/", lambda w: a_set(w) | {"workout": NOBODY}),
    "a sign": ("neighbour", "report/", lambda _: once(symptoms="numbness")),
    "a beginning": ("newcomer", "workout/begin/", lambda _: once()),
    "an invitation": (
        "elsewhere",
        "admin/accounts/invitation/mail/",
        lambda _: once(email="x@y.org", token=new_token()),
    ),
}


@pytest.mark.parametrize("what", ONCE)
@pytest.mark.parametrize("own", ["report", "done", "invitation", "message", "enrolment", "link"])
def test_a_uuid_of_as_is_taken_for_nobody_else(world, what, own):
    by, route, body = ONCE[what]
    sent = body(world) | {"uuid": getattr(world, own).uuid}
    a = world.who["owner"]
    answer = ask(world.browsers[by], Case(route), "POST", f"/{route}", sent, a=a)
    assert not answer.is_about_a
    assert answer.response.status_code < 500
    assert WORDS not in answer.text
