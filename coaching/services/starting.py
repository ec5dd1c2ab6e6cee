"""The search for one's limit, the enrolment, and the way on to the next program."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.texts import lazy
from coaching.chronicle import is_alarming
from coaching.models import Decision, Enrolment, LimitTrial, Program, Review
from coaching.rules import terms
from coaching.rules.program import Program as ProgramRules
from coaching.services import sets, uuids
from coaching.services.moments import Moment
from coaching.services.refusals import AlreadyReported, OutOfOrder, ProgramStopped
from coaching.services.reviewing import client_of, locked_for, review
from coaching.services.screening import screened
from coaching.services.sets import SetAnswers
from coaching.services.settling import (
    agreed_client,
    keep_start,
    locked_client,
    locked_enrolment,
    one_transaction,
    say_start,
)
from coaching.services.workouts import end_open_workout

NEWS = lazy("Something new came in after this page was made")


def log_trial(
    *,
    client: User,
    program: Program,
    level: int,
    uuid: UUID,
    report: terms.SetReport,
    moment: Moment,
) -> LimitTrial | None:
    """Store one slow repetition; where it was not clean, or the last one allowed, enrol.

    An alarm starts the program where it happened, and stops it there; on a program that
    is under way it stops that, and None is returned. Raises OutOfOrder where another level
    is next, or the questions are not answered: but an alarm is never turned away.
    """
    with one_transaction():
        agreed_client(client)
        told = {"level": level, **_answers(report)}
        other = uuids.derived(uuid, str(client.public_id), repr(sorted(told.items())))
        found = LimitTrial.objects.filter(uuid__in=(uuid, other))
        known = next((trial for trial in found if _says(trial, client, told)), None)
        if known:
            return known
        row = LimitTrial(client=client, program=program, **told, **moment.stamp(uuid))
        if any(is_alarming(report, each.rules) for each in _judged_by(row)):
            row.uuid = other if found else uuid
            return _stop_for(row, moment)
        if found:
            raise AlreadyReported(_("Another answer was saved already. Load the page again."))
        return _go_on_from(row, moment)


def choose_substitute(*, client: User, program: Program, uuid: UUID, moment: Moment) -> Enrolment:
    """Begin a program that begins with the reverse crunch, which has no range to find."""
    with one_transaction():
        agreed_client(client)
        known = Enrolment.objects.of(client).active().filter(uuid=uuid).first()
        if known:
            return known
        _refuse_unless_ready(client)
        if program.rules.start_level != terms.REVERSE_CRUNCH:
            raise OutOfOrder(_("Find your limit first."))
        return _enrol(client, program, terms.REVERSE_CRUNCH, moment, uuid=uuid)


def move_on(*, client: User, uuid: UUID, moment: Moment) -> Enrolment:
    """From a completed program to the one it leads into, at its first level."""
    with one_transaction():
        enrolment = locked_enrolment(client)
        if enrolment.uuid == uuid:
            return enrolment
        end_open_workout(enrolment, now=moment.received_at)
        following = next_program(enrolment)
        if following is None:
            raise OutOfOrder(_("This program is not completed yet."))
        Enrolment.objects.filter(pk=enrolment.pk).update(ended_at=moment.received_at)
        level = following.rules.start_level
        return _enrol(client, following, level, moment, uuid=uuid)


def change_program(
    *,
    physiotherapist: User,
    enrolment: UUID,
    program: Program,
    level: int,
    uuid: UUID,
    reason: str,
    moment: Moment,
    seen: int | None = None,
) -> Enrolment:
    """End a client's program and begin another one at a level (0 is the reverse crunch).

    Nothing is carried over but the record. Raises ProgramStopped while a stop is open, and
    OutOfOrder where `seen` is not the key of the client's last decision.
    """
    with one_transaction():
        client = client_of(physiotherapist, enrolment)
        locked_client(client)
        known = Enrolment.objects.of(client).filter(uuid=uuid).first()
        if known:
            return _told_before(known, enrolment, program, level, reason)
        found = locked_for(physiotherapist, enrolment)
        if found.is_stopped:
            raise ProgramStopped(_("Clear its stops first: a change of program clears none."))
        if seen not in (None, Decision.objects.newest([client.pk]).get(client.pk)):
            raise OutOfOrder(NEWS)
        if not terms.REVERSE_CRUNCH <= level <= program.rules.ladder.last:
            raise ValueError("the level is not on this program's ladder")
        chosen = review(found, physiotherapist, uuid, moment, reason, Review.Kind.PROGRAM)
        Enrolment.objects.filter(pk=found.pk).update(ended_at=moment.received_at)
        return _enrol(client, program, level, moment, uuid=uuid, chosen=chosen)


def _told_before(
    known: Enrolment, left: UUID, program: Program, level: int, reason: str
) -> Enrolment:
    same = Review.objects.filter(uuid=known.uuid, enrolment__uuid=left, reason=reason.strip())
    if (known.program_id, known.start_level) != (program.pk, level) or not same.exists():
        raise AlreadyReported(_("Something else was saved already. Load the page again."))
    return known


def next_program(enrolment: Enrolment) -> Program | None:
    """The program that a completed one leads into.

    None past a physiotherapist's ceiling, nor out of a pause.
    """
    slug, where = enrolment.program.definition.get("leads_into"), enrolment.where_now
    may_go_on = where.ceiling is None and not where.is_paused
    if not slug or not enrolment.is_completed or not may_go_on:
        return None
    return Program.objects.current().filter(slug=slug).first()


def trials_of(client: User, program: Program) -> list[LimitTrial]:
    """The trials of the present search, in order."""
    return list(LimitTrial.objects.of(client).filter(program=program))


def next_trial(trials: list[LimitTrial], program: ProgramRules) -> int | None:
    """The level to try next; None where the search is over."""
    if any(not _is_clean(trial) for trial in trials):
        return None
    following = len(trials) + 1
    return following if following <= program.hardest_start_level else None


def _answers(report: terms.SetReport) -> dict[str, Any]:
    if None in (report.lumbar_contact, report.pops, report.discomfort):
        raise ValueError("a trial has an answer to every question")
    return {
        "lumbar_contact": report.lumbar_contact,
        "pops": report.pops,
        "discomfort": report.discomfort,
        "symptoms": sorted(report.symptoms),
    }


def _refuse_unless_ready(client: User) -> None:
    if not screened(client).is_done:
        raise OutOfOrder(_("A few questions come first."))
    if is_enrolled(client):
        raise AlreadyReported(_("You are on a program already."))


def is_enrolled(client: User) -> bool:
    """Whether the client is on a program."""
    return Enrolment.objects.of(client).active().exists()


def _is_clean(trial: LimitTrial) -> bool:
    return (
        trial.lumbar_contact == terms.LumbarContact.HELD
        and trial.pops == 0
        and trial.discomfort == 0
        and not trial.symptoms
    )


def _says(trial: LimitTrial, client: User, told: dict[str, Any]) -> bool:
    same = all(getattr(trial, name) == value for name, value in told.items())
    return same and trial.client_id == client.pk


def _go_on_from(trial: LimitTrial, moment: Moment) -> LimitTrial:
    client, program = trial.client, trial.program
    _refuse_unless_ready(client)
    trials = trials_of(client, program)
    if trial.level != next_trial(trials, program.rules):
        raise OutOfOrder(_("Another level comes first. Load the page again."))
    trial.save()
    trials.append(trial)
    if next_trial(trials, program.rules) is None:
        clean = [trial.level for trial in trials if _is_clean(trial)]
        _enrol(client, program, max(clean, default=terms.REVERSE_CRUNCH), moment)
    return trial


def _judged_by(trial: LimitTrial) -> list[Program]:
    """The program that was tried, and the one that is under way, on another page perhaps."""
    present = Program.objects.filter(enrolments__in=Enrolment.objects.of(trial.client).active())
    return [trial.program, *present]


def _stop_for(trial: LimitTrial, moment: Moment) -> LimitTrial | None:
    client, answers = trial.client, SetAnswers(report=trial.as_set)
    if is_enrolled(client):
        # The search is over, on another page perhaps.
        present, limit = locked_enrolment(client), trial.program.rules.policy.severe_discomfort
        sets.keep_apart(present, trial.uuid, answers.heard_by(present, limit), moment)
        return None
    # A page may name any level: nobody begins beyond the one that was next.
    due = min(len(trials_of(client, trial.program)) + 1, trial.program.rules.hardest_start_level)
    trial.save()
    enrolment = _enrol(client, trial.program, min(trial.level, due), moment)
    sets.keep_apart(enrolment, trial.uuid, answers, moment)
    return trial


def _enrol(
    client: User,
    program: Program,
    level: int,
    moment: Moment,
    *,
    uuid: UUID | None = None,
    chosen: Review | None = None,
) -> Enrolment:
    enrolment = Enrolment(
        client=client, program=program, start_level=level, started_at=moment.performed_at
    )
    if uuid:
        enrolment.uuid = uuid
    keep_start(enrolment)
    say_start(enrolment, chosen)
    return enrolment
