import pytest
from allauth.account.models import EmailAddress

from accounts import services
from accounts.models import CareLink, User


def test_promoting_makes_a_physiotherapist_with_a_confirmed_address(person):
    services.promote(user=person)
    assert User.objects.get(pk=person.pk).is_physiotherapist
    assert EmailAddress.objects.get(user=person).verified


def test_promoting_twice_is_promoting_once(person):
    services.promote(user=person)
    services.promote(user=person)
    assert User.objects.physiotherapists().count() == 1
    assert EmailAddress.objects.filter(user=person).count() == 1


def test_promoting_leaves_one_primary_address(person):
    EmailAddress.objects.create(user=person, email="old@example.org", primary=True)
    services.promote(user=person)
    assert EmailAddress.objects.get(user=person, primary=True).email == person.email


def test_linking_puts_the_client_in_care(physiotherapist, stranger):
    found = services.link(physiotherapist=physiotherapist, client=stranger)
    assert list(CareLink.objects.of(physiotherapist).active().filter(client=stranger)) == [found]


def test_linking_twice_keeps_the_first_link(physiotherapist, stranger):
    first = services.link(physiotherapist=physiotherapist, client=stranger)
    assert services.link(physiotherapist=physiotherapist, client=stranger) == first


def test_only_a_physiotherapist_has_clients(person, stranger):
    with pytest.raises(services.Refused, match="not a physiotherapist"):
        services.link(physiotherapist=person, client=stranger)
    assert not CareLink.objects.exists()


def test_a_physiotherapist_who_lost_the_role_gets_no_clients(physiotherapist, stranger):
    assert physiotherapist.is_physiotherapist
    User.objects.filter(pk=physiotherapist.pk).update(is_active=False)
    with pytest.raises(services.Refused):
        services.link(physiotherapist=physiotherapist, client=stranger)


def test_nobody_is_their_own_physiotherapist(physiotherapist):
    with pytest.raises(services.Refused, match="own"):
        services.link(physiotherapist=physiotherapist, client=physiotherapist)


def test_unlinking_ends_the_care_and_keeps_its_record(physiotherapist, person):
    services.unlink(physiotherapist=physiotherapist, client=person)
    assert not User.objects.clients_of(physiotherapist).exists()
    assert CareLink.objects.of(physiotherapist).get().ended_at


def test_unlinking_leaves_everybody_else_linked(
    physiotherapist, other_physiotherapist, person, stranger
):
    services.link(physiotherapist=other_physiotherapist, client=person)
    services.link(physiotherapist=physiotherapist, client=stranger)
    services.unlink(physiotherapist=physiotherapist, client=person)
    assert list(User.objects.clients_of(physiotherapist)) == [stranger]
    assert set(User.objects.clients_of(other_physiotherapist)) == {person, stranger}


def test_unlinking_twice_keeps_the_first_end(physiotherapist, person):
    services.unlink(physiotherapist=physiotherapist, client=person)
    ended_at = CareLink.objects.get().ended_at
    services.unlink(physiotherapist=physiotherapist, client=person)
    assert CareLink.objects.get().ended_at == ended_at


def test_a_client_who_comes_back_gets_a_new_link(physiotherapist, person):
    services.unlink(physiotherapist=physiotherapist, client=person)
    services.link(physiotherapist=physiotherapist, client=person)
    assert CareLink.objects.of(physiotherapist).count() == 2
    assert CareLink.objects.of(physiotherapist).active().count() == 1
