"""After something was reported: fold it in, keep the position, store what was said."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from coaching import chronicle, measures, positions, receipts
from coaching.chronicle import Entry, Told
from coaching.models import Decision, Enrolment, Review, SetReport, Workout
from coaching.rules import ENGINE_VERSION, terms
from coaching.services.refusals import AlreadyReported, NotAgreed, NotFound

Key = tuple[str, UUID]


@contextmanager
def one_transaction() -> Iterator[None]:
    """All or nothing; a uuid that somebody else's row carries is refused, not an error."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise AlreadyReported(_("That was saved already. Load the page again.")) from None


def locked_client(client: User) -> None:
    """Lock a person until the transaction ends, before their enrolment, so that none begins.

    Rows that only point at the person may still be written, or two locks would wait for
    each other.
    """
    User.objects.select_for_update(no_key=True).get(pk=client.pk)


def agreed_client(client: User) -> None:
    """The same lock, for whoever keeps what a client tells: once it is held, nobody withdraws.

    Raises NotAgreed where they have, or never agreed, or are erased.
    """
    now = User.objects.select_for_update(no_key=True).filter(pk=client.pk).first()
    if now is None or not now.has_agreed:
        raise NotAgreed("You have not agreed that we keep this. Nothing was saved.")


def locked_enrolment(client: User) -> Enrolment:
    """The program this client is on, locked until the transaction ends, and the client before it.

    Raises NotFound, and NotAgreed.
    """
    agreed_client(client)
    enrolment = (
        Enrolment.objects.of(client)
        .active()
        .select_related("program")
        .select_for_update(of=("self",))
        .first()
    )
    if enrolment is None:
        raise NotFound(_("You have not started a program yet."))
    enrolment.client = client
    return enrolment


def locked_workout(client: User, uuid: UUID) -> Workout | None:
    """A workout on the client's present program, with it, both locked.

    The client is locked first and the enrolment next, as everywhere, or two locks would wait for
    each other. Raises NotAgreed.
    """
    agreed_client(client)
    row = (
        Workout.objects.of(client)
        .filter(uuid=uuid, enrolment__ended_at=None)
        .select_related("enrolment__program")
        .select_for_update(of=("enrolment", "self"))
        .first()
    )
    if row:
        row.enrolment.client = client
    return row


def settle(enrolment: Enrolment, entry: Entry, *, only_the_last_is_new: bool = False) -> None:
    """Fold one new or changed entry in.

    The last event is folded onto where the client stood before it; anything earlier
    means a fold from the start, and decisions that come out differently are superseded.
    Where only a workout's last set is new, all before it has been said: nothing is compared.
    """
    before = _position_before(enrolment, entry)
    if before is None:
        resettle(enrolment, since=entry)
        return
    with measures.FOLDS.labels("onto the last").time():
        _settle_last(enrolment, before, entry, only_the_last_is_new=only_the_last_is_new)


def _settle_last(
    enrolment: Enrolment, before: terms.Position, entry: Entry, *, only_the_last_is_new: bool
) -> None:
    told = chronicle.tell(enrolment.program.rules, before, entry)
    _keep(enrolment, told)
    if only_the_last_is_new:
        last = len(told.verdicts) - 1
        Decision.objects.bulk_create(_decisions(enrolment, told, timezone.now(), first=last))
    else:
        _say(enrolment, [told])


@measures.FOLDS.labels("from the start").time()
def resettle(enrolment: Enrolment, *, since: Entry | None = None) -> None:
    """Fold everything from the start; what was said before `since` stands as it is."""
    tellings = list(chronicle.tell_all(enrolment))
    _put(enrolment, _cache(enrolment, tellings))
    enrolment.save()
    _say(enrolment, [told for told in tellings if not since or told.entry.moment >= since.moment])


def is_settled(enrolment: Enrolment) -> bool:
    """Whether all that is kept and said of a client is what their events fold to."""
    tellings = list(chronicle.tell_all(enrolment))
    kept = _cache(enrolment, tellings)
    same = all(getattr(enrolment, name) == value for name, value in kept.items())
    return same and not _news(enrolment, tellings)


def keep_start(enrolment: Enrolment) -> None:
    """Put the client where the program begins."""
    _put(enrolment, _cache(enrolment, []))
    enrolment.save()


def say_start(enrolment: Enrolment, chosen: Review | None = None) -> None:
    """Store the receipt of the beginning, which a physiotherapist may have chosen."""
    decision = chronicle.begin(enrolment)
    Decision.objects.create(
        client_id=enrolment.client_id,
        enrolment=enrolment,
        about=Decision.About.START,
        subject=enrolment.uuid,
        performed_at=enrolment.started_at,
        decided_at=timezone.now(),
        outcome=decision.outcome.value,
        said=receipts.of_start(decision, enrolment.program.rules, chosen),
        engine_version=ENGINE_VERSION,
    )


def entry_of(enrolment: Enrolment, workout: Workout) -> Entry:
    """A workout with every telling of its sets."""
    tellings = SetReport.objects.filter(workout=workout)
    return chronicle.workout_entry(workout, tellings, enrolment.program.rules)


def position_before(enrolment: Enrolment, entry: Entry) -> terms.Position:
    """Where the client stood when this entry began."""
    known = _position_before(enrolment, entry)
    if known is not None:
        return known
    for told in chronicle.tell_all(enrolment):
        if told.entry.row == entry.row:
            return told.before
    raise LookupError("an entry that was never stored")


def _position_before(enrolment: Enrolment, entry: Entry) -> terms.Position | None:
    if enrolment.last_at is None or enrolment.last_received_at is None:
        return positions.load(enrolment.position)
    last = enrolment.last_at, enrolment.last_received_at
    if entry.moment == last and enrolment.last_event == str(entry.row.uuid):
        return positions.load(enrolment.position_before)
    return positions.load(enrolment.position) if entry.moment > last else None


def _keep(enrolment: Enrolment, told: Told) -> None:
    kept = _cache(enrolment, [told])
    _put(enrolment, kept)
    enrolment.save(update_fields=list(kept))


def _put(enrolment: Enrolment, kept: dict[str, Any]) -> None:
    for name, value in kept.items():
        setattr(enrolment, name, value)


def _cache(enrolment: Enrolment, tellings: Sequence[Told]) -> dict[str, Any]:
    """The columns that are kept of a fold which ends with these."""
    start = chronicle.begin(enrolment).position
    last = tellings[-1] if tellings else None
    position = last.decision.position if last else start
    at, received_at = last.entry.moment if last else (None, None)
    return {
        "position": positions.dump(position),
        "position_before": positions.dump(last.before if last else start),
        "last_at": at,
        "last_received_at": received_at,
        "last_event": str(last.entry.row.uuid) if last else "",
        "status": position.status.value,
        "level": position.level,
        "last_workout_at": position.last_workout_at,
        "moved_at": position.moved_at,
        "regressions": position.regressions,
        "refer": position.refer,
        "is_paused": position.is_paused,
        "paused_until": position.paused_until,
    }


# What is said


def unsay(row: Workout, subjects: Iterable[UUID]) -> None:
    """Supersede what was said of a workout's sets, or of it, that is no longer so."""
    known = Decision.objects.standing().filter(workout=row, subject__in=list(subjects))
    Decision.objects.bulk_create(
        Decision(
            client_id=row.client_id,
            enrolment=row.enrolment,
            about=decision.about,
            subject=decision.subject,
            workout=row,
            set_report_id=decision.set_report_id,
            supersedes=decision,
            performed_at=decision.performed_at,
            decided_at=timezone.now(),
            outcome=terms.Outcome.IGNORED.value,
            said=receipts.of_taken_back(decision, row.enrolment.where.status),
            engine_version=ENGINE_VERSION,
        )
        for decision in known
    )


def _say(enrolment: Enrolment, tellings: Sequence[Told]) -> None:
    Decision.objects.bulk_create(_news(enrolment, tellings))


def _news(enrolment: Enrolment, tellings: Sequence[Told]) -> list[Decision]:
    now = timezone.now()
    fresh = [decision for told in tellings for decision in _decisions(enrolment, told, now)]
    standing = _standing(enrolment, fresh)
    changed = []
    for decision in fresh:
        known = standing.get(_key(decision))
        if known is None or receipts.substance(known) != receipts.substance(decision):
            decision.supersedes = known
            changed.append(decision)
    return changed


def _key(decision: Decision) -> Key:
    return decision.about, decision.subject


def _standing(enrolment: Enrolment, fresh: Iterable[Decision]) -> dict[Key, Decision]:
    subjects = [decision.subject for decision in fresh]
    found = Decision.objects.standing().filter(enrolment=enrolment)
    if len(subjects) < MANY_SUBJECTS:
        # In no order: to spare itself the sorting, SQLite would read them all by time.
        found = found.filter(subject__in=subjects).order_by()
    return {_key(decision): decision for decision in found}


MANY_SUBJECTS = 50
"""From so many on it is cheaper to read all of a client's decisions than to name them."""


def _decisions(
    enrolment: Enrolment, told: Told, now: datetime, *, first: int = 0
) -> list[Decision]:
    # Of a set that nobody told, nothing is said.
    places = (place for place in range(first, len(told.verdicts)) if told.entry.sets[place].pk)
    found = [_set_decision(enrolment, told, place, now) for place in places]
    if not told.entry.is_open:
        found.append(_event_decision(enrolment, told, now))
    return found


def _event_decision(enrolment: Enrolment, told: Told, now: datetime) -> Decision:
    decision, row = told.decision, told.entry.row
    return Decision(
        client_id=enrolment.client_id,
        enrolment=enrolment,
        about=told.entry.about,
        subject=row.uuid,
        workout=row if isinstance(row, Workout) else None,
        performed_at=row.performed_at,
        decided_at=now,
        outcome=decision.outcome.value,
        rule=decision.rule or "",
        change=decision.change.value if decision.change else "",
        refer=decision.refer,
        said=receipts.of_event(told, enrolment.program.rules),
        engine_version=ENGINE_VERSION,
    )


def _set_decision(enrolment: Enrolment, told: Told, place: int, now: datetime) -> Decision:
    report, verdict = told.entry.sets[place], told.verdicts[place]
    return Decision(
        client_id=enrolment.client_id,
        enrolment=enrolment,
        about=Decision.About.SET,
        subject=told.entry.roots[report.number],
        workout_id=report.workout_id,
        set_report=report,
        performed_at=told.entry.row.performed_at,
        decided_at=now,
        outcome=verdict.outcome.value,
        rule=verdict.rule.name if verdict.rule else "",
        said=receipts.of_set(report, verdict, enrolment.program.rules),
        engine_version=ENGINE_VERSION,
    )
