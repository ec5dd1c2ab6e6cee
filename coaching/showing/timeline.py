"""What happened, newest first: every decision that stands, beside those it replaced."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from accounts.texts import lazy as _
from coaching.models import Acknowledgement, Decision, Enrolment, Workout
from coaching.models.decision import DecisionQuerySet
from coaching.showing.paging import Page, page
from coaching.showing.retelling import Fact, Receipt, asked_in_words, receipt_of, sets_in_words
from coaching.showing.stop_states import seen_among
from coaching.showing.tellings import Chain

About = Decision.About
PAGE = 20
CORRECTED, WORKED_OUT_AGAIN, TOLD_TWICE = _("Corrected"), _("Worked out again"), _("Told twice")

KINDS = {
    About.START: _("Start"),
    About.WORKOUT: _("Workout"),
    About.MORNING: _("Next morning"),
    About.SYMPTOMS: _("Warning signs"),
    About.REVIEW: _("Check"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the timeline.

    `place` is where the client stood, on a workout and at the start; `marks` is what was redone;
    `seen` is who has seen the stop that it made.
    """

    at: datetime
    clock: str
    kind: str
    decision: Decision
    receipt: Receipt
    place: str
    told: tuple[Fact, ...]
    marks: tuple[str, ...]
    earlier: tuple[Decision, ...]
    seen: Acknowledgement | None

    @property
    def workout(self) -> UUID | None:
        """The workout whose page says more."""
        return self.decision.workout.uuid if self.decision.workout else None


def decisions_on(enrolment: Enrolment | int) -> DecisionQuerySet:
    """All that was decided and not superseded, sets and open workouts left out; newest first."""
    open_workout = Q(about=About.WORKOUT, workout__finished_at=None)
    return (
        Decision.objects.standing()
        .filter(enrolment=enrolment)
        .exclude(about=About.SET)
        .exclude(open_workout)
        .select_related("workout")
    )


def page_of(client: User, asked: str | None) -> Page[Decision]:
    """A page of what was decided on all of a client's programs."""
    programs = list(Enrolment.objects.of(client).values_list("pk", flat=True))

    def part(start: int, stop: int) -> list[Decision]:
        # By program, for each has an index in this order; all at once would have to be sorted.
        found = [row for program in programs for row in decisions_on(program)[:stop]]
        return sorted(found, key=_newest_first)[start:stop]

    return page(part, asked, size=PAGE)


def _newest_first(decision: Decision) -> tuple[float, int]:
    return -decision.performed_at.timestamp(), -decision.pk


def rows(
    client: User, decisions: Sequence[Decision], chains: Mapping[int, Sequence[Chain]]
) -> list[Row]:
    """Decisions as a page shows them."""
    superseded, seen = earlier_than(decisions), seen_among(decisions)
    return [
        _row(
            client,
            decision,
            chains.get(decision.workout_id or 0, ()),
            superseded,
            seen.get(decision.subject),
        )
        for decision in decisions
    ]


def earlier_than(decisions: Iterable[Decision]) -> dict[UUID, list[Decision]]:
    """What was said before on the same subjects, newest first."""
    known = [decision for decision in decisions if decision.supersedes_id]
    found: dict[UUID, list[Decision]] = defaultdict(list)
    superseded = Decision.objects.superseded().filter(
        subject__in=[decision.subject for decision in known],
        enrolment__in={decision.enrolment_id for decision in known},
    )
    for decision in superseded.order_by("-pk"):
        found[decision.subject].append(decision)
    return found


def clock_in_words(client: User, at: datetime) -> str:
    """How far a clock stood from UTC, where that was not the client's own zone's time."""
    if at.utcoffset() == at.astimezone(client.zone).utcoffset():
        return ""
    return f"{at:UTC%:z}"


def _row(
    client: User,
    decision: Decision,
    chains: Sequence[Chain],
    superseded: Mapping[UUID, list[Decision]],
    seen: Acknowledgement | None,
) -> Row:
    at = _moment(client, decision)
    earlier = tuple(superseded.get(decision.subject, ()))
    receipt = receipt_of(decision)
    sets = sets_in_words([chain.current for chain in chains])
    return Row(
        at=at,
        clock=clock_in_words(client, at),
        kind=KINDS[About(decision.about)],
        decision=decision,
        receipt=receipt,
        place=_place(decision),
        told=tuple(sets) if decision.workout else receipt.facts,
        marks=_marks(chains, earlier),
        earlier=earlier,
        seen=seen,
    )


def _place(decision: Decision) -> str:
    trained = decision.about in (About.START, About.WORKOUT)
    return asked_in_words(decision.said["before"]) if trained else ""


def _moment(client: User, decision: Decision) -> datetime:
    workout: Workout | None = decision.workout
    return workout.at if workout else decision.performed_at.astimezone(client.zone)


def _marks(chains: Sequence[Chain], earlier: Sequence[Decision]) -> tuple[str, ...]:
    if any(chain.doubles for chain in chains):
        return (TOLD_TWICE,)
    if any(chain.earlier for chain in chains):
        return (CORRECTED,)
    return (WORKED_OUT_AGAIN,) if earlier else ()
