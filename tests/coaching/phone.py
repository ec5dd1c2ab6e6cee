"""A client's phone: it writes entries down, and sends them whenever it is told to."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from coaching import services
from coaching.models import Decision, MorningReport, SetReport, SymptomReport, Workout
from coaching.places import places_of
from coaching.services import Sent
from coaching.services.uploading import Result
from tests.coaching.life import BEGIN, Life

Entry = dict[str, Any]

HELD = {"lumbar_contact": "held", "pops": 0, "discomfort": 0, "symptoms": []}


class Phone:
    """One phone of one client. Days count from the enrolment; `behind` is its clock's fault."""

    def __init__(self, life: Life, *, behind: timedelta = timedelta()) -> None:
        self.life, self.behind = life, behind
        self.device = uuid4()
        self.outbox: list[Entry] = []

    # What it writes down

    def at(self, day: float, minutes: float = 0) -> str:
        """A moment by the phone's own clock."""
        return (BEGIN + timedelta(days=day, minutes=minutes) - self.behind).isoformat()

    def write(self, kind: str, day: float, *, minutes: float = 0, **told: Any) -> Entry:
        """Any entry."""
        own = {
            "type": kind,
            "id": str(uuid4()),
            "account": str(self.life.client.public_id),
            "at": self.at(day, minutes),
        }
        entry = own | told
        self.outbox.append(entry)
        return entry

    def begin(self, day: float = 1, **told: Any) -> Entry:
        """A workout begins."""
        return self.write("workout", day, **{"plan": str(self.life.enrolment.uuid), **told})

    def log(self, workout: Entry, number: int, reps: int = 8, **told: Any) -> Entry:
        """One set, done two minutes after another, by the prescription of the first level."""
        at = datetime.fromisoformat(workout["at"]) + timedelta(minutes=2 * number)
        answers = {
            **HELD,
            "reps": reps,
            "asked": {"level": 1, "rep_step": (reps - 8) // 2},
            "at": at.isoformat(),
            "workout": named(workout),
            "number": number,
        }
        return self.write("set", 0, **answers | told)

    def train(self, day: float, *told: dict[str, Any], reps: int = 8) -> list[Entry]:
        """A workout and its sets; three clean ones where none are told."""
        workout = self.begin(day)
        each = enumerate(told or [{}] * 3, start=1)
        return [workout, *[self.log(workout, number, **{"reps": reps} | t) for number, t in each]]

    def undo(self, told: Entry, *, minutes: float = 1, **more: Any) -> Entry:
        """Take a set back."""
        at = datetime.fromisoformat(told["at"]) + timedelta(minutes=minutes)
        return self.write("undo", 0, **{"set": told["id"], "at": at.isoformat(), **more})

    def finish(self, workout: Entry, *, minutes: float = 10) -> Entry:
        """The workout is over."""
        at = datetime.fromisoformat(workout["at"]) + timedelta(minutes=minutes)
        return self.write("finish", 0, workout=named(workout), at=at.isoformat())

    def feel(self, day: float, *signs: str, **told: Any) -> Entry:
        """Signs."""
        return self.write("symptom", day, symptoms=list(signs), **told)

    def morning(self, day: float, discomfort: int | None = 0, *signs: str, **told: Any) -> Entry:
        """How the morning felt."""
        return self.write("morning", day, discomfort=discomfort, symptoms=list(signs), **told)

    # How it sends

    def sent(self, day: float) -> Sent:
        """The moment of sending, which is the moment of receipt."""
        now = BEGIN + timedelta(days=day)
        return Sent(sent_at=now - self.behind, received_at=now, device=self.device)

    def send(self, *entries: Any, day: float = 40) -> list[Result]:
        """Send these, or everything that was written down."""
        batch = json.loads(json.dumps(entries or self.outbox))
        return services.take_entries(client=self.life.client, entries=batch, sent=self.sent(day))

    def send_until_nothing_waits(
        self, entries: Sequence[Entry], *, by: int = 50, day: float = 40
    ) -> int:
        """Send in batches, again and again; how often each had to be sent at most."""
        waiting, rounds = list(entries), 0
        while waiting:
            rounds += 1
            results = [
                result
                for first in range(0, len(waiting), by)
                for result in self.send(*waiting[first : first + by], day=day)
            ]
            pairs = list(zip(waiting, results, strict=True))
            assert all(result.status != "refused" for _, result in pairs)
            still = [entry for entry, result in pairs if result.status == "waits"]
            assert len(still) < len(waiting), "it waits for ever"
            waiting = still
        return rounds


def named(workout: Entry) -> dict[str, Any]:
    """A workout as its sets bring it along."""
    return {name: workout[name] for name in ("id", "at", "plan")}


def said(results: Iterable[Result]) -> list[tuple[str, str | None]]:
    """What became of each entry."""
    return [(str(each.status), each.code and str(each.code)) for each in results]


def row_of(entry: Entry) -> Any:
    """The row that an entry became."""
    models = {
        "workout": Workout,
        "set": SetReport,
        "undo": SetReport,
        "symptom": SymptomReport,
        "morning": MorningReport,
    }
    return models[entry["type"]].objects.get(uuid=entry["id"])


def shuffled(entries: Iterable[Entry], seed: int | Random) -> list[Entry]:
    """The same entries in another order."""
    found = list(entries)
    (seed if isinstance(seed, Random) else Random(seed)).shuffle(found)
    return found


def facts(life: Life) -> list[Any]:
    """Everything that is known of a client, but for when and in which order it came in."""
    own = {"enrolment__client": life.client}
    found: list[Any] = [
        (row.uuid, row.performed_at, row.utc_offset, row.finished_at is not None, *_sets(row))
        for row in Workout.objects.filter(**own)
    ]
    mornings = MorningReport.objects.filter(**own).select_related("workout")
    found += [
        (row.uuid, row.at, row.discomfort, row.symptoms, row.workout and row.workout.uuid)
        for row in mornings
    ]
    signs = SymptomReport.objects.filter(client=life.client)
    found += [(row.uuid, row.at, row.symptoms) for row in signs]
    return sorted(found, key=repr)


def _sets(workout: Workout) -> list[Any]:
    tellings = SetReport.objects.filter(workout=workout)
    return [
        (number, sorted((str(told.uuid), told.performed_at) for told in place.standing))
        for number, place in places_of(tellings).items()
    ]


def decisions(life: Life) -> list[Any]:
    """What stands on everything, by what it is about; what was taken back says nothing."""
    standing = Decision.objects.standing().filter(enrolment__client=life.client)
    found = [
        (row.about, _subject(row), row.outcome, row.rule, row.change, row.refer, row.said["facts"])
        for row in standing.select_related("set_report", "workout")
        if row.said["title"] != "Taken back"
    ]
    return sorted(found, key=repr)


def _subject(decision: Decision) -> tuple[UUID, int]:
    if decision.set_report and decision.workout:
        return decision.workout.uuid, decision.set_report.number
    return decision.subject, 0
