"""Names for rows: a device makes them, so two things may come under one."""

from uuid import UUID, uuid5

from coaching.models import MorningReport, Review, SetReport, SymptomReport, Workout

EVENTS = (Workout, SetReport, MorningReport, SymptomReport, Review)


def free(uuid: UUID, *told: object) -> UUID:
    """The uuid itself; one made of it and of what is told where a row carries it already.

    For what is never turned away. Every table is asked, because a clearance names what it
    has seen by uuid alone.
    """
    return derived(uuid, *told) if is_taken(uuid) else uuid


def is_taken(uuid: UUID) -> bool:
    """Whether anything that happened carries it."""
    return any(model.objects.filter(uuid=uuid).exists() for model in EVENTS)


def derived(uuid: UUID, *told: object) -> UUID:
    """The same for the same things told under the same uuid."""
    return uuid5(uuid, repr(told))
