"""A physiotherapist's acts, told through the services."""

from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from coaching import services
from coaching.models import Enrolment, Review
from tests.coaching.life import Life, ids, program


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
        until: float | None = None,
    ) -> Review:
        """Set a level; `until` is a day, as in every act that may end."""
        told = self._told(day, uuid, enrolment) | self._end(until)
        return services.override_level(level=level, rep_step=rep_step, reason="Ready.", **told)

    def ceiling(
        self,
        level: int,
        *,
        day: float = 20,
        uuid: UUID | None = None,
        enrolment: Any = None,
        until: float | None = None,
    ) -> Review:
        """Set a ceiling."""
        told = self._told(day, uuid, enrolment) | self._end(until)
        return services.set_ceiling(level=level, reason="Careful.", **told)

    def pause(
        self,
        *,
        day: float = 20,
        uuid: UUID | None = None,
        enrolment: Any = None,
        until: float | None = None,
    ) -> Review:
        """Offer no workouts."""
        told = self._told(day, uuid, enrolment) | self._end(until)
        return services.pause(reason="Rest.", **told)

    def resume(self, *, day: float = 20, uuid: UUID | None = None, enrolment: Any = None) -> Review:
        """End a pause."""
        return services.resume(reason="Rested.", **self._told(day, uuid, enrolment))

    def doses(
        self,
        *,
        day: float = 20,
        uuid: UUID | None = None,
        enrolment: Any = None,
        until: float | None = None,
        **doses: Any,
    ) -> Review:
        """Set doses."""
        told = self._told(day, uuid, enrolment) | self._end(until)
        return services.set_doses(doses=doses, reason="Less.", **told)

    def change(
        self,
        slug: str,
        level: int,
        *,
        day: float = 20,
        uuid: UUID | None = None,
        enrolment: Any = None,
        reason: str = "Another way.",
    ) -> Enrolment:
        """Put the client on another program."""
        told = self._told(day, uuid, enrolment)
        return services.change_program(program=program(slug), level=level, reason=reason, **told)

    def _end(self, until: float | None) -> dict[str, Any]:
        return {"until": None if until is None else self.life.moment(until).performed_at}
