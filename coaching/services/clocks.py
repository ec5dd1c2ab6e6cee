"""The clocks of phones, put right by ours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from coaching.services.moments import ONE_MINUTE, Moment
from coaching.uploads import Said

ONE_MILLISECOND = timedelta(milliseconds=1)

LONGEST_WAIT = timedelta(days=60)
"""An entry that says it is older was made by a clock that is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """When a batch was sent by the phone's own clock, when it was received, and which phone."""

    sent_at: datetime
    received_at: datetime
    device: UUID

    @property
    def skew(self) -> timedelta:
        """How far the phone's clock is behind ours."""
        return self.received_at - self.sent_at

    def received(self, *, utc_offset: int = 0) -> Moment:
        """The moment of receipt, for what does not say when it was."""
        now = self.received_at
        return Moment(performed_at=now, received_at=now, utc_offset=utc_offset)


@dataclass(frozen=True, slots=True)
class PutRight:
    """A moment by our clock; where it is doubtful, the time of receipt stands in for it."""

    moment: Moment
    is_doubtful: bool


def put_right(said: Said, sent: Sent, *, since: datetime | None = None) -> PutRight:
    """When it was by our clock: not after it was sent, before `since`, or 60 days ago."""
    offset = offset_of(said.at)
    at = _by_our_clock(said, sent)
    earliest = sent.received_at - LONGEST_WAIT
    if at is None or not max(since or earliest, earliest) <= at <= sent.received_at:
        return PutRight(sent.received(utc_offset=offset), is_doubtful=True)
    moment = Moment(performed_at=at, received_at=sent.received_at, utc_offset=offset)
    return PutRight(moment, is_doubtful=False)


def offset_of(at: datetime) -> int:
    """Minutes east of UTC."""
    return (at.utcoffset() or timedelta()) // ONE_MINUTE


def _by_our_clock(said: Said, sent: Sent) -> datetime | None:
    try:
        return said.at.astimezone(sent.received_at.tzinfo) + sent.skew
    except OverflowError:
        return None
