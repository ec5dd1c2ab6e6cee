"""The questions before the start, and the lock that an answer can put on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from coaching import catalogue
from coaching.models import Agreement, Screening, SymptomReport
from coaching.models.starting import Answer
from coaching.rules import terms
from coaching.rules.signs import is_emergency
from coaching.services import uuids
from coaching.services.moments import Moment
from coaching.services.refusals import NotFound
from coaching.services.settling import agreed_client, one_transaction


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
    """Store one answer. Answering again replaces nothing: the latest counts.

    A yes or "not sure" is never turned away, though another answer came under its uuid.
    """
    if question not in catalogue.builtin().questions:
        raise NotFound(_("That question is not here."))
    with one_transaction():
        agreed_client(client)
        told = {"client": client, "question": question, "answer": answer.value}
        other = uuids.derived(uuid, str(client.public_id), question, answer.value)
        known = Screening.objects.filter(uuid__in=(uuid, other), **told).first()
        if known:
            return known
        is_taken = answer != Answer.NO and Screening.objects.filter(uuid=uuid).exists()
        return Screening.objects.create(
            uuid=other if is_taken else uuid, answered_at=moment.received_at, **told
        )


def confirm_agreement(*, client: User, uuid: UUID, moment: Moment) -> Agreement:
    """The client says that a professional agreed to what was flagged."""
    with one_transaction():
        agreed_client(client)
        row, _new = Agreement.objects.get_or_create(
            client=client, uuid=uuid, defaults={"agreed_at": moment.received_at}
        )
        return row


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
