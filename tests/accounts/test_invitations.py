"""Invitations: one link, one use, two weeks."""

from uuid import uuid4

import pytest

from accounts import services
from accounts.models import CareLink, Invitation, User
from accounts.services.invitations import LASTS, MOST_MAILS, new_token
from tests.accounts.clinics import DAY, MINUTE, NOW, VERSION, invite, join

State = Invitation.State
SECOND = MINUTE / 60


def accept(client, token, **more):
    return services.accept_invitation(
        client=client, token=token, **{"text_version": VERSION, "now": NOW, **more}
    )


def decline(client, token, now=NOW):
    services.decline_invitation(client=client, token=token, now=now)


def state_of(invitation, now=NOW):
    invitation.refresh_from_db()
    return invitation.state(now)


def test_an_invitation_lasts_fourteen_days():
    assert LASTS == 14 * DAY


def sent(petra, number):
    """So many invitations by mail, a second ago."""
    Invitation.objects.bulk_create(
        Invitation(
            physiotherapist=petra,
            uuid=uuid4(),
            digest=f"{n}",
            email=f"{n}@example.org",
            made_at=NOW - SECOND,
            expires_at=NOW + LASTS,
        )
        for n in range(number)
    )


def test_a_hundred_mails_a_day_and_no_more(petra, otto):
    sent(petra, MOST_MAILS - 1)
    known, token = invite(petra, email="last@example.org", now=NOW)
    with pytest.raises(services.Refused, match="Until then you can print them"):
        invite(petra, email="more@example.org", now=NOW)
    assert invite(petra, now=NOW), "paper goes on"
    assert invite(otto, email="more@example.org", now=NOW), "so do colleagues"
    again = {"uuid": known.uuid, "token": token, "email": known.email, "now": NOW}
    assert services.invite(physiotherapist=petra, **again) == (known, False)


@pytest.mark.parametrize(("later", "goes"), [(-SECOND, False), (SECOND * 0, True)])
def test_the_day_is_the_last_24_hours(petra, later, goes):
    sent(petra, MOST_MAILS)
    now = NOW - SECOND + DAY + later
    if goes:
        assert invite(petra, email="more@example.org", now=now)
    else:
        with pytest.raises(services.Refused):
            invite(petra, email="more@example.org", now=now)


@pytest.mark.parametrize("who", ["petra", "otto"])
def test_a_token_that_is_in_use_is_refused_in_words(request, petra, who):
    _, token = invite(petra, now=NOW)
    with pytest.raises(services.Refused, match="saved already"):
        services.invite(
            physiotherapist=request.getfixturevalue(who), uuid=uuid4(), token=token, now=NOW
        )


def test_only_a_digest_of_the_token_is_kept(petra):
    made, token = invite(petra, email="Nina@example.org", now=NOW)
    kept = Invitation.objects.values().get(pk=made.pk)
    assert token not in map(str, kept.values())
    assert kept["email"] == "nina@example.org"


def test_a_link_is_read_however_it_was_copied_from_paper(petra):
    made, token = invite(petra, now=NOW)
    for typed in (token, token.lower(), token.replace("-", "")):
        assert services.opened(token=typed, now=NOW) == made


def test_a_yes_shares_and_uses_it_up(petra, clinic, newcomer):
    made, token = invite(petra, now=NOW)
    link = accept(newcomer, token)
    assert newcomer in User.objects.clients_of(petra)
    assert state_of(made) is State.ACCEPTED
    assert (link.route, link.clinic, made.link) == ("invitation", clinic, link)


def test_a_yes_that_is_sent_twice_is_one(petra, newcomer):
    _, token = invite(petra, now=NOW)
    assert accept(newcomer, token) == accept(newcomer, token)
    assert CareLink.objects.about(newcomer).count() == 1


def test_nobody_else_uses_it_a_second_time(petra, newcomer, stranger):
    _, token = invite(petra, now=NOW)
    accept(newcomer, token)
    with pytest.raises(services.NotFound):
        accept(stranger, token)
    with pytest.raises(services.NotFound):
        decline(stranger, token)
    assert stranger not in User.objects.clients_of(petra)


def test_who_withdrew_needs_a_new_one(petra, newcomer):
    _, token = invite(petra, now=NOW)
    link = accept(newcomer, token)
    services.withdraw(client=newcomer, link=link.uuid, now=NOW + MINUTE)
    with pytest.raises(services.NotFound):
        accept(newcomer, token)
    assert newcomer not in User.objects.clients_of(petra)


def test_a_no_is_kept_and_uses_it_up(petra, newcomer):
    made, token = invite(petra, now=NOW)
    decline(newcomer, token)
    decline(newcomer, token)
    link = CareLink.objects.about(newcomer).get()
    assert (link.since, link.ended_by) == (None, "client")
    assert state_of(made) is State.DECLINED
    with pytest.raises(services.NotFound):
        accept(newcomer, token)


def test_a_no_leaves_what_is_shared_already(petra, person):
    made, token = invite(petra, now=NOW)
    decline(person, token)
    assert person in User.objects.clients_of(petra)
    assert state_of(made) is State.DECLINED


def test_who_shares_already_uses_nothing_up(petra, person):
    made, token = invite(petra, now=NOW)
    assert accept(person, token) == CareLink.objects.of(petra).active().get()
    assert state_of(made) is State.OPEN


@pytest.mark.parametrize(
    ("moment", "works"), [(LASTS - MINUTE, True), (LASTS, False), (LASTS + MINUTE, False)]
)
def test_it_works_until_the_moment_it_expires(petra, newcomer, moment, works):
    made, token = invite(petra, now=NOW)
    assert (services.opened(token=token, now=NOW + moment) is not None) is works
    assert made.state(NOW + moment) is (State.OPEN if works else State.EXPIRED)
    if works:
        accept(newcomer, token, now=NOW + moment)
    else:
        with pytest.raises(services.NotFound):
            accept(newcomer, token, now=NOW + moment)
    assert (newcomer in User.objects.clients_of(petra)) is works


def test_a_revoked_one_opens_nothing(petra, newcomer):
    made, token = invite(petra, now=NOW)
    services.revoke(physiotherapist=petra, invitation=made.uuid)
    assert state_of(made) is State.REVOKED
    assert services.opened(token=token, now=NOW) is None
    with pytest.raises(services.NotFound):
        accept(newcomer, token)


def test_one_that_was_used_stays_used(petra, newcomer):
    made, token = invite(petra, now=NOW)
    accept(newcomer, token)
    services.revoke(physiotherapist=petra, invitation=made.uuid)
    assert state_of(made) is State.ACCEPTED


def test_nobody_revokes_what_is_not_theirs(petra, otto):
    made, _ = invite(petra, now=NOW)
    for uuid in (made.uuid, uuid4()):
        with pytest.raises(services.NotFound, match="not here"):
            services.revoke(physiotherapist=otto, invitation=uuid)
    assert state_of(made) is State.OPEN


def test_it_may_be_used_with_another_address_than_it_was_sent_to(petra, newcomer):
    _, token = invite(petra, email="other@example.org", now=NOW)
    accept(newcomer, token)
    assert newcomer in User.objects.clients_of(petra)


def test_nobody_accepts_their_own(petra):
    _, token = invite(petra, now=NOW)
    with pytest.raises(services.Refused, match="own"):
        accept(petra, token)


def test_words_that_changed_use_nothing_up(petra, newcomer):
    made, token = invite(petra, now=NOW)
    with pytest.raises(services.Refused, match="changed"):
        accept(newcomer, token, text_version="0")
    assert state_of(made) is State.OPEN
    assert not CareLink.objects.about(newcomer).exists()


def test_it_ends_with_the_role_of_who_made_it(petra, newcomer):
    _, token = invite(petra, now=NOW)
    petra.groups.clear()
    assert services.opened(token=token, now=NOW) is None


def test_it_names_the_clinic_of_its_day_or_opens_nothing(physiotherapist, newcomer):
    _, token = invite(physiotherapist, now=NOW)
    join(physiotherapist)
    assert services.opened(token=token, now=NOW) is None


def test_sent_twice_it_is_one(petra):
    told = {"physiotherapist": petra, "uuid": uuid4(), "token": new_token(), "now": NOW}
    first, is_new = services.invite(**told)
    again, is_new_again = services.invite(**told)
    assert (first, is_new, is_new_again) == (again, True, False)


@pytest.mark.parametrize("other", ["token", "email", "physiotherapist"])
def test_something_else_under_the_same_id_is_refused(petra, otto, other):
    told = {"physiotherapist": petra, "uuid": uuid4(), "token": new_token(), "email": ""}
    services.invite(**told)
    else_ = {"token": new_token(), "email": "x@example.org", "physiotherapist": otto}
    with pytest.raises(services.Refused, match="Load the page again"):
        services.invite(**told | {other: else_[other]})


def test_clients_invite_nobody(person):
    with pytest.raises(services.Refused, match="not a physiotherapist"):
        invite(person)
