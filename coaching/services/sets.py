"""The rows of sets: what was told before, where a set goes, and alarms without a place."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from coaching.models import Enrolment, SetReport, Workout
from coaching.models.report import answer_columns
from coaching.places import Chain, places_of
from coaching.rules import terms
from coaching.services import uuids
from coaching.services.limits import stricter
from coaching.services.moments import Moment
from coaching.services.refusals import AlreadyReported, OutOfOrder
from coaching.services.settling import entry_of, settle
from coaching.services.workouts import end_open_workout
from coaching.wire import MOST_SETS

FACTS = ("reps", "lumbar_contact", "pops", "discomfort", "symptoms")
"""The answers that a taking back repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAnswers:
    """What a client says of one set: the rules' words, and facts that only people read."""

    report: terms.SetReport
    pop_location: terms.PopLocation | None = None
    pop_phase: terms.Phase | None = None
    pop_repetitions: tuple[int, ...] | None = None
    effort: int | None = None
    hands: terms.Hands | None = None

    def asked_as(self, told: SetReport) -> "SetAnswers":
        """The same answers to what was asked then: telling a set anew does not change that."""
        limit = told.severe_discomfort
        return replace(self, report=replace(self.report, asked=told.asked, severe_discomfort=limit))

    def heard_by(self, present: Enrolment, limit: int) -> "SetAnswers":
        """The same answers, which stop the present program by another limit that is stricter."""
        limit_beside = stricter(limit, present)
        return replace(self, report=replace(self.report, severe_discomfort=limit_beside))

    def fields(self) -> dict[str, Any]:
        """The answers as the columns of a set report."""
        repetitions = self.pop_repetitions
        return {
            **answer_columns(self.report),
            "pop_location": self.pop_location,
            "pop_phase": self.pop_phase,
            "pop_repetitions": list(repetitions) if repetitions is not None else None,
            "effort": self.effort,
            "hands": self.hands,
        }


def told_before(
    row: Workout, tellings: list[SetReport], uuid: UUID, answers: SetAnswers
) -> SetReport | None:
    """The telling of the same answers under the same uuid, or None."""
    fields = answers.fields()
    same = {uuid, _alarm_uuid(row.enrolment, uuid, answers)}
    for told in tellings:
        if told.uuid in same and all(getattr(told, name) == fields[name] for name in fields):
            told.workout = row
            return told
    return None


def latest(tellings: list[SetReport]) -> dict[int, SetReport]:
    """By number, each set as it was last told or taken back; doubles are not counted."""
    return {number: place.main[-1] for number, place in places_of(tellings).items()}


def standing(tellings: list[SetReport]) -> list[SetReport]:
    """The sets that were not taken back, as last told."""
    return [told for told in latest(tellings).values() if not told.is_withdrawn]


def next_number(tellings: list[SetReport]) -> int:
    """The number of the set that comes next."""
    return 1 + max((told.number for told in standing(tellings)), default=0)


def refuse_unless_next(tellings: list[SetReport], number: int) -> None:
    """Raise AlreadyReported or OutOfOrder where another set comes next."""
    following = next_number(tellings)
    if number < following:
        raise AlreadyReported(
            _("Set %(number)s is saved already. You can correct it in the history.")
            % {"number": number}
        )
    if number > following or number > MOST_SETS:
        raise OutOfOrder(_("Set %(following)s comes first.") % {"following": following})


def append(
    row: Workout,
    number: int,
    uuid: UUID,
    answers: SetAnswers,
    moment: Moment,
    *,
    replaces: SetReport | None,
    is_double: bool = False,
) -> SetReport:
    """Store one telling of a set."""
    return SetReport.objects.create(
        client_id=row.client_id,
        workout=row,
        number=number,
        uuid=uuid,
        performed_at=moment.performed_at,
        reported_at=moment.received_at,
        replaces=replaces,
        is_double=is_double,
        **answers.fields(),
    )


def withdraw(last: SetReport, uuid: UUID, moment: Moment) -> SetReport:
    """Take a telling back: a further row says so, and the telling is kept."""
    return SetReport.objects.create(
        client_id=last.client_id,
        workout_id=last.workout_id,
        number=last.number,
        uuid=uuid,
        performed_at=moment.performed_at,
        reported_at=moment.received_at,
        replaces=last,
        is_withdrawn=True,
        is_double=last.is_double,
        **{name: getattr(last, name) for name in FACTS},
    )


# Told by two devices


def tell(
    row: Workout,
    tellings: list[SetReport],
    number: int,
    uuid: UUID,
    answers: SetAnswers,
    moment: Moment,
) -> SetReport:
    """Store a set in its own place, whatever the order; where one stands already, as a double."""
    place = places_of(tellings).get(number)
    is_double = place is not None and bool(place.standing)
    replaces = None if place is None or is_double else place.main[-1]
    told = append(row, number, uuid, answers, moment, replaces=replaces, is_double=is_double)
    tellings.append(told)
    return told


def count(chain: Chain, tellings: list[SetReport]) -> None:
    """Count this telling of a set, and none of the others in its place."""
    kept = {told.pk for told in chain}
    for told in tellings:
        if told.number == chain[0].number:
            told.is_double = told.pk not in kept
    place = SetReport.objects.filter(workout_id=chain[0].workout_id, number=chain[0].number)
    # In this order, because two first tellings that count are refused.
    place.exclude(pk__in=kept).update(is_double=True)
    place.filter(pk__in=kept).update(is_double=False)


# Alarms


def free_uuid(enrolment: Enrolment, uuid: UUID, answers: SetAnswers) -> UUID:
    """A uuid that an alarm can be stored under, whatever came under this one before."""
    return uuids.free(uuid, *_told(enrolment, answers))


def keep_apart(enrolment: Enrolment, uuid: UUID, answers: SetAnswers, moment: Moment) -> SetReport:
    """Keep an alarm that has no place as a workout of its own, which stops the program."""
    own = uuids.derived(_alarm_uuid(enrolment, uuid, answers), "set")
    known = (
        SetReport.objects.filter(client=enrolment.client_id, uuid=own)
        .select_related("workout")
        .first()
    )
    if known:
        return known
    row = Workout.objects.create(
        client_id=enrolment.client_id,
        enrolment=enrolment,
        finished_at=moment.received_at,
        **moment.stamp(uuids.derived(own, "workout")),
    )
    report = append(row, 1, own, answers, moment, replaces=None)
    settle(enrolment, entry_of(enrolment, row))
    end_open_workout(enrolment, now=moment.received_at)
    return report


def _alarm_uuid(enrolment: Enrolment, uuid: UUID, answers: SetAnswers) -> UUID:
    return uuids.derived(uuid, *_told(enrolment, answers))


def _told(enrolment: Enrolment, answers: SetAnswers) -> tuple[str, str]:
    return str(enrolment.uuid), repr(sorted(answers.fields().items()))
