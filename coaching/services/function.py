"""How everyday life goes, by the client's own measure. It goes through no rule and moves nobody."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from coaching.models import FunctionReport, Workout
from coaching.models.function import MOST
from coaching.services.moments import Moment
from coaching.services.refusals import AlreadyReported
from coaching.services.settling import agreed_client, one_transaction

ASKED_EVERY = timedelta(days=28)
"""From one answer, or skip, to the next question. Source: docs/desk.md; no study sets the day."""

MOST_ACTIVITIES = 3
"""As many as the scale asks for at most. Source: Stratford 1995."""

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Activity:
    """Something the client finds hard. `score`: 0 unable, 10 as well as ever, None unanswered."""

    name: str
    score: int | None

    def __post_init__(self) -> None:
        """Raise ValueError for what is no activity, or off the scale."""
        if not 0 < len(self.name) <= LONGEST_NAME:
            raise ValueError("an activity has a name of 1 to 80 letters")
        _check_scale(self.score)


def report_function(
    *,
    client: User,
    uuid: UUID,
    activities: Sequence[Activity],
    change: int | None,
    moment: Moment,
) -> FunctionReport:
    """Store how everyday life goes; nothing at all is a question that was skipped.

    `change` since the beginning: 0 far worse, 5 the same, 10 completely recovered, None
    unanswered. Sent twice it counts once. Raises AlreadyReported where something else came under
    this uuid, ValueError for more than three activities or a number off the scale.
    """
    if len(activities) > MOST_ACTIVITIES:
        raise ValueError("three activities at most")
    _check_scale(change)
    told = {"activities": [asdict(activity) for activity in activities], "change": change}
    with one_transaction():
        agreed_client(client)
        known = FunctionReport.objects.of(client).filter(uuid=uuid).first()
        if known is None:
            return FunctionReport.objects.create(client=client, **told, **moment.stamp(uuid))
        if {"activities": known.activities, "change": known.change} != told:
            raise AlreadyReported(_("Something else was saved already. Load the page again."))
        return known


def is_function_due(client: User, now: datetime) -> bool:
    """Whether to ask: after the first workout, and 28 days after each answer or skip."""
    last = FunctionReport.objects.of(client).first()
    if last is None:
        return Workout.objects.of(client).finished().exists()
    return is_time_for_function(last.performed_at, now)


def is_time_for_function(told_at: datetime | None, now: datetime) -> bool:
    """The same for a client who has trained, and last answered or skipped it at `told_at`."""
    return told_at is None or now >= told_at + ASKED_EVERY


def asks_for_change(client: User, now: datetime) -> bool:
    """Whether the beginning, the first workout, lies far enough back to compare with."""
    return Workout.objects.of(client).filter(performed_at__lte=now - ASKED_EVERY).exists()


def activities_named(client: User) -> list[str]:
    """What the client named last; a skipped question names nothing."""
    named = FunctionReport.objects.of(client).exclude(activities=[]).first()
    return [activity["name"] for activity in named.activities] if named else []


def _check_scale(number: int | None) -> None:
    if number is not None and not 0 <= number <= MOST:
        raise ValueError("the scale goes from 0 to 10")
