"""What a physiotherapist does: clear a stop, set a level, set a ceiling. Each with a reason."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import CareLink, User
from coaching.chronicle import review_entry
from coaching.models import Enrolment, Review
from coaching.rules.terms import REVERSE_CRUNCH
from coaching.services.moments import Moment
from coaching.services.refusals import AlreadyReported, NotAllowed, NotFound, OutOfOrder
from coaching.services.settling import locked_enrolment, one_transaction, settle
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
        found = _locked_for(physiotherapist, enrolment)
        if level is not None:
            _check_level(found, level, least=REVERSE_CRUNCH)
        seen = _named(stops)
        return _review(
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
) -> Review:
    """Set level (0 is the reverse crunch) and rep step. A stopped program stays stopped."""
    with one_transaction():
        found = _locked_for(physiotherapist, enrolment)
        _check_level(found, level, least=REVERSE_CRUNCH)
        if not 0 <= rep_step <= found.program.rules.last_rep_step:
            raise ValueError("the rep step is not of this program")
        return _review(
            found,
            physiotherapist,
            uuid,
            moment,
            reason,
            Kind.OVERRIDE,
            level=level,
            rep_step=rep_step,
        )


def set_ceiling(
    *,
    physiotherapist: User,
    enrolment: UUID,
    uuid: UUID,
    level: int,
    reason: str,
    moment: Moment,
) -> Review:
    """Set the hardest level allowed from now on."""
    with one_transaction():
        found = _locked_for(physiotherapist, enrolment)
        _check_level(found, level, least=1)
        return _review(found, physiotherapist, uuid, moment, reason, Kind.CEILING, level=level)


def clear_stop_myself(
    *, client: User, uuid: UUID, stops: Iterable[str], reason: str, moment: Moment
) -> Review:
    """The client's own clearance after a professional's check, where nobody is linked.

    Raises NotAllowed where a physiotherapist is.
    """
    with one_transaction():
        found = locked_enrolment(client)
        if has_physiotherapist(client):
            raise NotAllowed("Your physiotherapist opens your plan again after a check.")
        return _review(
            found,
            client,
            uuid,
            moment,
            reason,
            Kind.CLEARANCE,
            stops=_named(stops),
            by_client=True,
        )


def has_physiotherapist(client: User) -> bool:
    """Whether somebody is linked who can clear a stop."""
    return CareLink.objects.active().filter(client=client).exists()


def _locked_for(physiotherapist: User, enrolment: UUID) -> Enrolment:
    found = (
        Enrolment.objects.cared_for_by(physiotherapist)
        .active()
        .select_related("program", "client")
        .select_for_update(of=("self",))
        .filter(uuid=enrolment)
        .first()
    )
    if found is None or not physiotherapist.is_physiotherapist:
        raise NotFound("That client is not here.")
    return found


def _named(stops: Iterable[str]) -> list[str]:
    seen = sorted(set(stops))
    if not seen:
        raise OutOfOrder("Name the stops that you have seen.")
    return seen


def _check_level(enrolment: Enrolment, level: int, *, least: int) -> None:
    if not least <= level <= enrolment.program.rules.ladder.last:
        raise ValueError("the level is not on this program's ladder")


def _review(
    enrolment: Enrolment,
    author: User,
    uuid: UUID,
    moment: Moment,
    reason: str,
    kind: Review.Kind,
    **what: object,
) -> Review:
    told = {"author": author, "kind": kind.value, "reason": reason.strip(), **what}
    if not told["reason"]:
        raise OutOfOrder("Write down the reason.")
    known = Review.objects.filter(enrolment=enrolment, uuid=uuid).first()
    if known and all(getattr(known, name) == value for name, value in told.items()):
        return known
    if known:
        raise AlreadyReported("Something else was saved already. Load the page again.")
    review = Review.objects.create(enrolment=enrolment, **told, **moment.stamp(uuid))
    settle(enrolment, review_entry(review))
    end_open_workout(enrolment, now=moment.received_at)
    return review
