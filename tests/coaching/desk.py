"""A physiotherapist's acts, told through the services."""

from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from coaching import services
from coaching.models import Review
from tests.coaching.life import Life, ids


class Desk:
    """A physiotherapist at the desk of one client."""

    def __init__(self, physiotherapist: User, life: Life) -> None:
        self.physiotherapist = physiotherapist
        self.life = life

    def _told(self, day: float, uuid: UUID | None, enrolment: UUID | None) -> dict[str, Any]:
        return {
            "physiotherapist": self.physiotherapist,
            "enrolment": enrolment or self.life.enrolment.uuid,
            "uuid": uuid or uuid4(),
            "moment": self.life.moment(day),
        }

    def clear(
        self,
        *stops: Any,
        day: float = 20,
        level: int | None = None,
        reason: str = "Seen on the couch.",
        uuid: UUID | None = None,
        enrolment: UUID | None = None,
    ) -> Review:
        """Clear the stops that these rows caused."""
        told = self._told(day, uuid, enrolment)
        return services.clear_stop(stops=ids(stops), reason=reason, level=level, **told)

    def override(
        self,
        level: int,
        rep_step: int = 0,
        *,
        day: float = 20,
        uuid: UUID | None = None,
        enrolment: UUID | None = None,
    ) -> Review:
        """Set a level."""
        told = self._told(day, uuid, enrolment)
        return services.override_level(level=level, rep_step=rep_step, reason="Ready.", **told)

    def ceiling(
        self, level: int, *, day: float = 20, uuid: UUID | None = None, enrolment: Any = None
    ) -> Review:
        """Set a ceiling."""
        told = self._told(day, uuid, enrolment)
        return services.set_ceiling(level=level, reason="Careful.", **told)
