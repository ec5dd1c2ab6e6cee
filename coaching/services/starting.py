"""Before the first workout: screening, the search for one's limit, and the enrolment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from accounts.models import User
from coaching import catalogue
from coaching.chronicle import is_alarming
from coaching.models import (
    Agreement,
    Enrolment,
    LimitTrial,
    Program,
    Screening,
    SetReport,
    SymptomReport,
    Workout,
)
from coaching.models.starting import Answer
from coaching.rules import terms
from coaching.rules.signs import is_emergency
from coaching.rules.program import Program as ProgramRules
from coaching.services.moments import Moment
from coaching.services.refusals import AlreadyReported, NotFound, OutOfOrder
from coaching.services.reporting import report_symptom
from coaching.services.settling import (
    entry_of,
    keep_start,
    locked_client,
    locked_enrolment,
    one_transaction,
    say_start,
    settle,
)
from coaching.services.training import SetAnswers


@dataclass(frozen=True, slots=True)
class Screened:
    """Where a client stands with the questions.

    `flagged` are the advice cards of every yes and "not sure", in the order asked, each
    once; `is_locked` is True until a professional's agreement was confirmed after them.
    """

    next_question: str | None
    answers: Mapping[str, str]
    flagged: tuple[str, ...]
    is_locked: bool

    @property
    def is_done(self) -> bool:
        """True when every question is answered and nothing locks the start."""
        return self.next_question is None and not self.is_locked


def screened(client: User) -> Screened:
    """What the client has answered so far, and what follows from it."""
    rows = list(Screening.objects.filter(client=client))
    latest = {row.question: row for row in rows}
    flags = [row for row in latest.values() if row.answer != Answer.NO]
    signs = list(SymptomReport.objects.filter(client=client, enrolment=None))
    agreed = Agreement.objects.filter(client=client).last()
    flagged_at = [row.answered_at for row in flags] + [row.received_at for row in signs]
    questions = catalogue.builtin().questions
    return Screened(
        next_question=next((slug for slug in questions if slug not in latest), None),
        answers={slug: row.answer for slug, row in latest.items()},
        flagged=_cards(latest, signs),
        is_locked=any(agreed is None or agreed.agreed_at < moment for moment in flagged_at),
    )


def answer_question(
    *, client: User, uuid: UUID, question: str, answer: Answer, moment: Moment
) -> Screening:
    """Store one answer. Answering again replaces nothing: the latest counts."""
    if question not in catalogue.builtin().questions:
        raise NotFound("That question is not here.")
    with one_transaction():
        row, _ = Screening.objects.get_or_create(
            client=client,
            uuid=uuid,
            question=question,
            answer=answer.value,
            defaults={"answered_at": moment.received_at},
        )
        return row


def confirm_agreement(*, client: User, uuid: UUID, moment: Moment) -> Agreement:
    """The client says that a professional agreed to what was flagged."""
    with one_transaction():
        row, _ = Agreement.objects.get_or_create(
            client=client, uuid=uuid, defaults={"agreed_at": moment.received_at}
        )
        return row


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

    An alarm starts the program where it happened, and stops it there. Raises OutOfOrder
    where another level is next, or the questions are not answered.
    """
    with one_transaction():
        locked_client(client)
        known = LimitTrial.objects.of(client).filter(uuid=uuid).first()
        if known:
            return known
        is_alarm = is_alarming(report, program.rules)
        if is_alarm and report.symptoms and is_enrolled(client):
            # The search is over, on another page perhaps: the signs are heard all the same.
            report_symptom(client=client, uuid=uuid, symptoms=report.symptoms, moment=moment)
            return None
        _refuse_unless_ready(client)
        trials = trials_of(client, program)
        if level != next_trial(trials, program.rules) and not is_alarm:
            raise OutOfOrder("Another level comes first. Load the page again.")
        trial = LimitTrial.objects.create(
            client=client, program=program, level=level, **_answers(report), **moment.stamp(uuid)
        )
        _enrol_when_found(client, program, [*trials, trial], moment)
        return trial


def choose_substitute(*, client: User, program: Program, uuid: UUID, moment: Moment) -> Enrolment:
    """Begin a program that begins with the reverse crunch, which has no range to find."""
    with one_transaction():
        locked_client(client)
        known = Enrolment.objects.of(client).active().filter(uuid=uuid).first()
        if known:
            return known
        _refuse_unless_ready(client)
        if program.rules.start_level != terms.REVERSE_CRUNCH:
            raise OutOfOrder("Find your limit first.")
        return _enrol(client, program, terms.REVERSE_CRUNCH, moment, uuid=uuid)


def move_on(*, client: User, uuid: UUID, moment: Moment) -> Enrolment:
    """From a completed program to the one it leads into, at its first level."""
    with one_transaction():
        enrolment = locked_enrolment(client)
        if enrolment.uuid == uuid:
            return enrolment
        following = next_program(enrolment)
        if following is None:
            raise OutOfOrder("This program is not completed yet.")
        Enrolment.objects.filter(pk=enrolment.pk).update(ended_at=moment.received_at)
        level = following.rules.start_level
        return _enrol(client, following, level, moment, uuid=uuid)


def next_program(enrolment: Enrolment) -> Program | None:
    """The program that a completed one leads into; none past a physiotherapist's ceiling."""
    slug = enrolment.program.definition.get("leads_into")
    if not slug or not enrolment.is_completed or enrolment.where.ceiling is not None:
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


def _cards(latest: Mapping[str, Screening], signs: list[SymptomReport]) -> tuple[str, ...]:
    questions = catalogue.builtin().questions
    found = [_card_of_signs(row) for row in signs]
    for slug, question in questions.items():
        answer = latest[slug].answer if slug in latest else Answer.NO
        if answer == Answer.YES:
            found.append(question["card_yes"])
        elif answer == Answer.UNSURE:
            found.append(question["card_unsure"])
    return tuple(dict.fromkeys(found))


def _card_of_signs(row: SymptomReport) -> str:
    return "emergency" if is_emergency(frozenset(map(terms.Symptom, row.symptoms))) else "stop"


def _refuse_unless_ready(client: User) -> None:
    if not screened(client).is_done:
        raise OutOfOrder("A few questions come first.")
    if is_enrolled(client):
        raise AlreadyReported("You are on a program already.")


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


def _enrol_when_found(
    client: User, program: Program, trials: list[LimitTrial], moment: Moment
) -> None:
    last = trials[-1]
    if is_alarming(last.as_set, program.rules):
        _stop_at(client, program, last, moment)
    elif next_trial(trials, program.rules) is None:
        clean = [trial.level for trial in trials if _is_clean(trial)]
        _enrol(client, program, max(clean, default=terms.REVERSE_CRUNCH), moment)


def _enrol(
    client: User, program: Program, level: int, moment: Moment, *, uuid: UUID | None = None
) -> Enrolment:
    enrolment = Enrolment(
        client=client, program=program, start_level=level, started_at=moment.performed_at
    )
    if uuid:
        enrolment.uuid = uuid
    keep_start(enrolment)
    say_start(enrolment)
    return enrolment


def _stop_at(client: User, program: Program, trial: LimitTrial, moment: Moment) -> None:
    enrolment = _enrol(client, program, trial.level, moment)
    workout = Workout.objects.create(
        enrolment=enrolment,
        finished_at=moment.received_at,
        **moment.stamp(uuid5(trial.uuid, "workout")),
    )
    SetReport.objects.create(
        workout=workout,
        uuid=uuid5(trial.uuid, "set"),
        number=1,
        reported_at=moment.received_at,
        **SetAnswers(report=trial.as_set).fields(),
    )
    settle(enrolment, entry_of(enrolment, workout))
