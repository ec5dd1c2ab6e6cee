"""What a physiotherapist does to a plan, each with a reason; some of it ends by itself.

`until` is the moment from which on it holds no more: None is for good.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import CareLink, User
from coaching.catalogue import shapes
from coaching.chronicle import review_entry
from coaching.models import Enrolment, Review
from coaching.positions import load_doses
from coaching.rules.moves import as_of, with_doses
from coaching.rules.terms import REVERSE_CRUNCH, Position
from coaching.services.moments import Moment
from coaching.services.refusals import AlreadyReported, NotAllowed, NotFound, OutOfOrder
from coaching.services.settling import (
    locked_client,
    locked_enrolment,
    one_transaction,
    settle,
)
from coaching.services.workouts import end_open_workout

Kind = Review.Kind


def clear_stop(
    *,
    physiotherapist: User,
    enrolment: UUID,
    uuid: UUID,
    stops: Iterable[str],
    reason: str,
    moment: Moment,
    level: int | None = None,
) -> Review:
    """Close the stops that were seen. The default level is the first of the variation."""
    with one_transaction():
        found = locked_for(physiotherapist, enrolment)
        if level is not None:
            _check_level(found, level, least=REVERSE_CRUNCH)
        seen = _named(stops)
        return review(
            found, physiotherapist, uuid, moment, reason, Kind.CLEARANCE, level=level, stops=seen
        )


def override_level(
    *,
    physiotherapist: User,
    enrolment: UUID,
    uuid: UUID,
    level: int,
    reason: str,
    moment: Moment,
    rep_step: int = 0,
    until: datetime | None = None,
) -> Review:
    """Set level (0 is the reverse crunch) and rep step. A stopped program stays stopped.

    Before `until`, where that is named, nothing advances.
    """
    with one_transaction():
        found = locked_for(physiotherapist, enrolment)
        _check_level(found, level, least=REVERSE_CRUNCH)
        if not 0 <= rep_step <= _last_rep_step(found, moment):
            raise ValueError("the rep step is not of this program")
        return review(
            found,
            physiotherapist,
            uuid,
            moment,
            reason,
            Kind.OVERRIDE,
            level=level,
            rep_step=rep_step,
            until=until,
        )


def set_ceiling(
    *,
    physiotherapist: User,
    enrolment: UUID,
    uuid: UUID,
    level: int,
    reason: str,
    moment: Moment,
    until: datetime | None = None,
) -> Review:
    """Set the hardest level allowed from now on."""
    with one_transaction():
        found = locked_for(physiotherapist, enrolment)
        _check_level(found, level, least=1)
        return review(
            found, physiotherapist, uuid, moment, reason, Kind.CEILING, level=level, until=until
        )


def pause(
    *,
    physiotherapist: User,
    enrolment: UUID,
    uuid: UUID,
    reason: str,
    moment: Moment,
    until: datetime | None = None,
) -> Review:
    """Offer no workouts. One that is done all the same is judged, and never advances."""
    with one_transaction():
        found = locked_for(physiotherapist, enrolment)
        return review(found, physiotherapist, uuid, moment, reason, Kind.PAUSE, until=until)


def resume(
    *, physiotherapist: User, enrolment: UUID, uuid: UUID, reason: str, moment: Moment
) -> Review:
    """End a pause. One that has ended already is left as it is."""
    with one_transaction():
        found = locked_for(physiotherapist, enrolment)
        return review(found, physiotherapist, uuid, moment, reason, Kind.RESUME)


def set_doses(
    *,
    physiotherapist: User,
    enrolment: UUID,
    uuid: UUID,
    doses: Mapping[str, Any],
    reason: str,
    moment: Moment,
    until: datetime | None = None,
) -> Review:
    """Set one client's doses, in the words of a program's definition (`shapes.DOSES`).

    What they leave out is as the program has it; none at all ends the ones before.
    """
    with one_transaction():
        found = locked_for(physiotherapist, enrolment)
        told = shapes.DOSES.read(dict(doses))
        with_doses(Position(level=REVERSE_CRUNCH), found.program.rules, load_doses(told))
        return review(
            found, physiotherapist, uuid, moment, reason, Kind.DOSES, doses=told, until=until
        )


def clear_stop_myself(
    *, client: User, uuid: UUID, stops: Iterable[str], reason: str, moment: Moment
) -> Review:
    """The client's own clearance after a professional's check, where nobody is linked.

    Raises NotAllowed where a physiotherapist is.
    """
    with one_transaction():
        found = locked_enrolment(client)
        if has_physiotherapist(client):
            raise NotAllowed(_("Your physiotherapist opens your plan again after a check."))
        return review(
            found,
            client,
            uuid,
            moment,
            reason,
            Kind.CLEARANCE,
            stops=_named(stops),
            by_client=True,
        )


def resume_myself(*, client: User, uuid: UUID, moment: Moment) -> Review:
    """The client's own end of a pause, where nobody is linked who could end it.

    Raises NotAllowed where a physiotherapist is.
    """
    with one_transaction():
        found = locked_enrolment(client)
        if has_physiotherapist(client):
            raise NotAllowed(_("Your physiotherapist ends the pause."))
        return review(found, client, uuid, moment, ON_MY_OWN, Kind.RESUME, by_client=True)


ON_MY_OWN = gettext_noop("Nobody is linked who could end the pause.")


def has_physiotherapist(client: User) -> bool:
    """Whether somebody is linked who can clear a stop: who lost their access to the desk cannot."""
    working = User.objects.physiotherapists()
    return CareLink.objects.active().filter(client=client, physiotherapist__in=working).exists()


def client_of(physiotherapist: User, enrolment: UUID) -> User:
    """Whose enrolment that is, for who has to lock the client before it. Raises NotFound."""
    own = Enrolment.objects.cared_for_by(physiotherapist).select_related("client")
    found = own.filter(uuid=enrolment).first()
    if found is None:
        raise NotFound(_("That client is not here."))
    return found.client


def locked_for(physiotherapist: User, enrolment: UUID) -> Enrolment:
    """One of this physiotherapist's clients on a program, locked until the transaction ends.

    The client is locked before: so does a withdrawal, and nothing is written after one. Raises
    NotFound.
    """
    locked_client(client_of(physiotherapist, enrolment))
    found = (
        Enrolment.objects.cared_for_by(physiotherapist)
        .active()
        .select_related("program", "client")
        .select_for_update(of=("self",))
        .filter(uuid=enrolment)
        .first()
    )
    if found is None or not physiotherapist.is_physiotherapist:
        raise NotFound(_("That client is not here."))
    return found


def _named(stops: Iterable[str]) -> list[str]:
    seen = sorted(set(stops))
    if not seen:
        raise OutOfOrder(_("Name the stops that you have seen."))
    return seen


def _check_level(enrolment: Enrolment, level: int, *, least: int) -> None:
    if not least <= level <= enrolment.program.rules.ladder.last:
        raise ValueError("the level is not on this program's ladder")


def _last_rep_step(enrolment: Enrolment, moment: Moment) -> int:
    rules = enrolment.program.rules
    return rules.dosed(as_of(rules, enrolment.where, moment.performed_at)).last_rep_step


def review(
    enrolment: Enrolment,
    author: User,
    uuid: UUID,
    moment: Moment,
    reason: str,
    kind: Review.Kind,
    **what: object,
) -> Review:
    """Write down what was done, once, and fold it in. Only inside a transaction."""
    told = {"author": author, "kind": kind.value, "reason": reason.strip(), **what}
    if not told["reason"]:
        raise OutOfOrder(_("Write down the reason."))
    known = Review.objects.filter(enrolment=enrolment, uuid=uuid).first()
    if known and all(getattr(known, name) == value for name, value in told.items()):
        return known
    if known:
        raise AlreadyReported(_("Something else was saved already. Load the page again."))
    until = told.get("until")
    if isinstance(until, datetime) and until <= moment.performed_at:
        raise OutOfOrder(_("Choose an end that is still to come."))
    row = Review.objects.create(enrolment=enrolment, **told, **moment.stamp(uuid))
    settle(enrolment, review_entry(row))
    end_open_workout(enrolment, now=moment.received_at)
    return row
