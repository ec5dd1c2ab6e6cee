import pytest
from django.urls import reverse

PAGES = [
    reverse("admin:accounts_user_changelist"),
    reverse("admin:accounts_carelink_changelist"),
    reverse("admin:accounts_carelink_add"),
]


@pytest.mark.parametrize("page", PAGES)
def test_superusers_see_people_and_links(client, superuser, physiotherapist, page):
    client.force_login(superuser)
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_physiotherapists_do_not(client, physiotherapist, page):
    client.force_login(physiotherapist)
    assert client.get(page).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_clients_are_turned_away(client, person, page):
    client.force_login(person)
    assert client.get(page, follow=True).status_code == 403


def test_a_physiotherapist_cannot_open_another_person(client, physiotherapist, stranger):
    client.force_login(physiotherapist)
    assert client.get(reverse("admin:accounts_user_change", args=[stranger.pk])).status_code == 403


def test_nobody_deletes_a_person_here(client, superuser, person):
    client.force_login(superuser)
    assert client.post(reverse("admin:accounts_user_delete", args=[person.pk])).status_code == 403


def test_the_list_of_links_asks_no_query_per_row(
    client, superuser, physiotherapist, other_physiotherapist, django_assert_max_num_queries
):
    client.force_login(superuser)
    with django_assert_max_num_queries(8):
        client.get(reverse("admin:accounts_carelink_changelist"))


def test_the_desk_has_no_password_form_of_its_own(client, db):
    response = client.get(reverse("admin:login"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))
