"""Short ways to say what happened; every answer is a clean one unless it is named."""

from datetime import UTC, datetime, timedelta

from coaching.rules import terms
from coaching.rules.progression import fold
from coaching.rules.terms import LumbarContact, Position, Symptom
from tests.rules.programs import MAIN

MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
START = terms.Start(at=MONDAY)


def on_day(day, *, hours=0, minutes=0, zone=UTC):
    """A moment that many days after the Monday on which everything starts."""
    return (MONDAY + timedelta(days=day, hours=hours, minutes=minutes)).astimezone(zone)


def a_set(*symptoms, **answers):
    """A set; clean at every rep step unless an answer says otherwise."""
    clean = {"reps": 12, "lumbar_contact": LumbarContact.HELD, "pops": 0, "discomfort": 0}
    return terms.SetReport(**clean | answers, symptoms=frozenset(map(Symptom, symptoms)))


CLEAN_SET = a_set()
THREE_CLEAN = (CLEAN_SET,) * 3


def when(id_, at, received_at=None):
    """What every event carries; `at` may be a number of days."""
    at = at if isinstance(at, datetime) else on_day(at)
    return {"id": id_, "at": at, "received_at": received_at or at}


def workout(id_, at, *sets, received_at=None):
    """Three clean sets unless others are given."""
    return terms.Workout(**when(id_, at, received_at), sets=sets or THREE_CLEAN)


def morning(id_, at, discomfort, *symptoms):
    """How the next morning felt."""
    symptoms = frozenset(map(Symptom, symptoms))
    return terms.Morning(**when(id_, at), discomfort=discomfort, symptoms=symptoms)


def symptom(id_, at, *symptoms, received_at=None):
    """Signs felt out of a workout."""
    symptoms = frozenset(map(Symptom, symptoms))
    return terms.SymptomReport(**when(id_, at, received_at), symptoms=symptoms)


def clearance(id_, at, *stops, by="physiotherapist", level=None):
    """Closes the stops of these ids."""
    by = terms.ClearedBy(by)
    return terms.Clearance(**when(id_, at), by=by, stops=frozenset(stops), level=level)


def override(id_, at, level, rep_step=0, *, until=None):
    """A physiotherapist's own choice."""
    return terms.Override(**when(id_, at), level=level, rep_step=rep_step, until=_end(until))


def ceiling(id_, at, level, *, until=None):
    """The hardest level allowed from then on."""
    return terms.Ceiling(**when(id_, at), level=level, until=_end(until))


def pause(id_, at, *, until=None):
    """No workouts."""
    return terms.Pause(**when(id_, at), until=_end(until))


def resume(id_, at):
    """Workouts again."""
    return terms.Resume(**when(id_, at))


def doses(id_, at, sets=None, rep_steps=None, *, until=None):
    """Other sets and repetitions."""
    dosage = terms.Dosage(sets=sets, rep_steps=rep_steps)
    return terms.Doses(**when(id_, at), dosage=dosage, until=_end(until))


def _end(until):
    """A moment, or a number of days."""
    return until if until is None or isinstance(until, datetime) else on_day(until)


def decisions(*events, program=MAIN, level=None):
    """The decision on each event, by its id."""
    start = terms.Start(at=MONDAY, level=level)
    return {event.id: decision for event, decision in fold(program, start, events)}


def at_level(level, **facts):
    """A position there, at the first rep step unless it is named."""
    return Position(level=level, **facts)
