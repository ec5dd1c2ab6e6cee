"""When something happened, and when we heard of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import User

ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """`utc_offset` is where the client's clock stood, in minutes east of UTC.

    Nothing is heard of before it happens: a clock that runs ahead is put right, or a stop
    of "next year" could not be cleared until then.
    """

    performed_at: datetime
    received_at: datetime
    utc_offset: int = 0

    def __post_init__(self) -> None:
        """Put a clock right that runs ahead."""
        object.__setattr__(self, "performed_at", min(self.performed_at, self.received_at))

    @classmethod
    def now(cls, client: User) -> "Moment":
        """This moment, on the client's clock."""
        return cls.at(client, timezone.now())

    @classmethod
    def at(cls, client: User, moment: datetime) -> "Moment":
        """Performed and received at one moment."""
        offset = moment.astimezone(client.zone).utcoffset() or timedelta()
        return cls(performed_at=moment, received_at=moment, utc_offset=offset // ONE_MINUTE)

    def stamp(self, uuid: UUID) -> dict[str, object]:
        """The fields of a row that was performed."""
        return {
            "uuid": uuid,
            "performed_at": self.performed_at,
            "received_at": self.received_at,
            "utc_offset": self.utc_offset,
        }
