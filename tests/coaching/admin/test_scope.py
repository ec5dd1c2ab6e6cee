"""Who sees what: only own clients exist, and what is not yours looks like what is not there."""

from itertools import product
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.urls import NoReverseMatch, reverse

from accounts import services as accounts
from accounts.models import PHYSIOTHERAPISTS
from coaching.models import Decision, Enrolment, Review
from tests.accounts.codes import with_app
from tests.coaching.admin.conftest import LIST, PAGES, act_on, address, page_of, record_of, told

STRANGERS = ("other_physiotherapist", "former_physiotherapist")
NOT_AT_THE_DESK = ("clerk", "superuser")
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


def nobody():
    """A client who is not there."""
    return Enrolment(uuid=uuid4())


@pytest.mark.long
@pytest.mark.parametrize("name", STRANGERS)
def test_not_yours_looks_exactly_like_not_there(request, client, stopped, others, name):
    client.force_login(request.getfixturevalue(name))
    body = told(stopped, stops=stopped.where.open_stops, level=1, rep_step=0)
    for page, method in product(PAGES, METHODS):
        theirs, missing = answers(client, stopped, page, method, body)
        assert theirs.status_code == missing.status_code == 404, (page, method)
        assert theirs.content == missing.content, (page, method)
    assert not Review.objects.exists()


@pytest.mark.long
@pytest.mark.parametrize("name", NOT_AT_THE_DESK)
def test_staff_who_are_no_physiotherapists_see_no_health_records(request, client, stopped, name):
    client.force_login(request.getfixturevalue(name))
    for page, method in product(PAGES, METHODS):
        theirs, missing = answers(client, stopped, page, method, told(stopped))
        assert theirs.status_code == missing.status_code == 403, (page, method)
        assert theirs.content == missing.content, (page, method)
    assert not Review.objects.exists()


def answers(client, enrolment, page, method, body):
    """To a request for somebody's page, and to one for nobody's."""
    data = body if method == "post" else None
    return [getattr(client, method)(address(it, page), data=data) for it in (enrolment, nobody())]


@pytest.mark.parametrize("name", [None, "person"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_clients_and_passers_by_are_sent_to_the_login(request, client, stopped, name, method):
    if name:
        client.force_login(request.getfixturevalue(name))
    for place in (LIST, *(address(stopped, page) for page in PAGES)):
        response = getattr(client, method)(place)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("admin:login"))


def test_physiotherapists_see_their_own_clients(desk, stopped):
    pages = [LIST, page_of(stopped), record_of(stopped)]
    assert [desk.get(page).status_code for page in pages] == [200, 200, 200]
    assert all(b"ada@example.org" in desk.get(page).content for page in pages)


def test_the_list_holds_nobody_elses_clients(desk, others):
    page = desk.get(LIST)
    assert b"ada@example.org" in page.content
    assert b"bo@example.org" not in page.content
    assert page.context["worklist"].result_count == 1


def test_a_link_that_ended_shows_nothing(client, former_physiotherapist, enrolled):
    client.force_login(former_physiotherapist)
    page = client.get(LIST)
    assert page.context["worklist"].result_count == 0
    assert b"ada@example.org" not in page.content


@pytest.mark.parametrize("name", ["clerk", "superuser"])
def test_the_list_is_closed_to_other_staff(request, client, enrolled, name):
    client.force_login(request.getfixturevalue(name))
    assert client.get(LIST).status_code == 403
    assert b"Worklist" not in client.get(reverse("admin:index")).content


def test_a_superuser_sees_a_client_who_was_put_into_their_care(client, superuser, person, enrolled):
    accounts.link(physiotherapist=accounts.promote(user=superuser), client=person)
    client.force_login(superuser)
    assert client.get(page_of(enrolled)).status_code == 200


def test_a_superuser_in_the_group_without_the_client_sees_nothing(client, superuser, enrolled):
    accounts.promote(user=superuser)
    client.force_login(superuser)
    assert client.get(LIST).context["worklist"].result_count == 0
    assert client.get(page_of(enrolled)).status_code == 404


def test_who_leaves_the_group_sees_nothing_at_once(desk, physiotherapist, enrolled):
    physiotherapist.groups.remove(*physiotherapist.groups.filter(name=PHYSIOTHERAPISTS))
    assert desk.get(page_of(enrolled)).status_code == 403
    assert desk.post(act_on(enrolled, "set-level"), told(enrolled)).status_code == 403


def test_a_physiotherapist_who_is_locked_out_is_sent_away(desk, physiotherapist, enrolled):
    physiotherapist.is_active = False
    physiotherapist.save()
    assert desk.get(page_of(enrolled)).status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        "client__email__startswith=a",
        "client__password__startswith=a",
        "client=1",
        "id=1",
        "position=1",
        "last_event__startswith=a",
        "program__definition__icontains=a",
        "decisions__said__icontains=numb",
        "_to_field=uuid",
    ],
)
def test_a_lookup_that_no_filter_offers_is_refused(desk, others, query):
    response = desk.get(f"{LIST}?{query}")
    assert response.status_code == 400
    assert b"@example.org" not in response.content


@pytest.mark.parametrize(
    "query",
    ["q=bo", "q=bo%40example", "q=@", "tier=stop", "tier=ended", "program=x", "whose=x", "p=9"],
)
def test_search_and_filters_find_no_strangers(desk, others, query):
    page = desk.get(f"{LIST}?{query}", follow=True)
    assert page.status_code == 200
    assert b"bo@example.org" not in page.content


def test_the_program_filter_names_only_programs_of_own_clients(client, physiotherapist, others):
    client.force_login(physiotherapist)
    assert others.program.title.encode() not in client.get(LIST).content


@pytest.mark.parametrize(
    "order", ["1", "-client", "client.-level", "client__password", "x", "--since", "-"]
)
def test_any_order_of_the_list_is_safe(desk, stopped, others, order):
    page = desk.get(f"{LIST}?o={order}", follow=True)
    assert page.status_code == 200
    assert b"bo@example.org" not in page.content


@pytest.mark.parametrize("what", ["add", "delete"])
def test_there_is_no_address_to_add_or_delete(what):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:coaching_enrolment_{what}", args=[uuid4()] if what == "delete" else [])


def test_the_list_has_no_acts_of_djangos_own(desk, stopped):
    body = {"action": "delete_selected", "_selected_action": [stopped.pk]}
    assert desk.post(LIST, body).status_code == 405
    assert Enrolment.objects.filter(pk=stopped.pk).exists()


def test_nothing_of_a_row_is_edited(desk, enrolled):
    before = Enrolment.objects.values().get(pk=enrolled.pk)
    assert desk.post(page_of(enrolled), {"level": 9, "status": "completed"}).status_code == 405
    assert Enrolment.objects.values().get(pk=enrolled.pk) == before


def test_autocomplete_answers_nothing(desk, others):
    query = {"app_label": "coaching", "model_name": "enrolment", "field_name": "client", "term": ""}
    response = desk.get(reverse("admin:autocomplete"), query)
    assert response.status_code == 403
    assert b"@example.org" not in response.content


def test_no_recent_actions_are_kept_or_shown(desk, stopped):
    body = told(stopped, stops=stopped.where.open_stops)
    assert desk.post(act_on(stopped, "clear-stops"), body).status_code == 302
    assert not LogEntry.objects.exists()
    index = desk.get(reverse("admin:index"))
    assert b"Recent actions" not in index.content
    assert b"@example.org" not in index.content.replace(b"petra@example.org", b"")


def test_models_whose_rows_would_leak_are_not_there(desk, superuser, enrolled):
    for model in ("decision", "review", "setreport", "workout", "symptomreport", "screening"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:coaching_{model}_changelist")


def test_a_stop_of_another_client_is_not_cleared(desk, stopped, others):
    others.refresh_from_db()
    body = told(stopped, stops=[*stopped.where.open_stops, *others.where.open_stops])
    assert desk.post(act_on(stopped, "clear-stops"), body).status_code == 422
    others.refresh_from_db()
    assert others.is_stopped
    assert not Review.objects.exists()
    assert not Decision.objects.filter(about=Decision.About.REVIEW).exists()


@pytest.mark.parametrize("name", ["physiotherapist", "clerk", "superuser"])
def test_staff_read_the_programs_and_change_none(request, client, enrolled, name):
    client.force_login(request.getfixturevalue(name))
    program = enrolled.program
    address = reverse("admin:coaching_program_change", args=[program.pk])
    assert client.get(reverse("admin:coaching_program_changelist")).status_code == 200
    assert program.title.encode() in client.get(address).content
    assert client.post(address, {"title": "x"}).status_code == 403
    assert client.post(reverse("admin:coaching_program_add"), {}).status_code == 403
    delete = reverse("admin:coaching_program_delete", args=[program.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


ROWS = ("accounts_user", "accounts_carelink", "accounts_auditentry", "mfa_authenticator")


@pytest.mark.parametrize("name", ["physiotherapist", "clerk"])
def test_nobody_counts_rows_that_are_not_for_them(request, client, superuser, enrolled, name):
    with_app(superuser)
    client.force_login(request.getfixturevalue(name))
    client.get(LIST)
    for model in ROWS:
        row = apps.get_model(*model.split("_")).objects.first()
        page = f"admin:{model}_history"
        there, missing = (client.get(reverse(page, args=[pk])) for pk in (row.pk, 987_654_321))
        assert there.status_code == missing.status_code == 403, model
        assert there.content == missing.content, model
