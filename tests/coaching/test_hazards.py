"""The hazard log says what is so: every control is in the code, and every test of it is there."""

import ast
import re
import tomllib
from functools import cache

import pytest
from django.urls import reverse

from coaching.hazards import (
    FILE,
    RATINGS,
    FaultyLog,
    Likelihood,
    Risk,
    Severity,
    hazards,
    read,
)
from tests.environment import ROOT

SOURCE = FILE.read_text()
START_SET = [f"H{number}" for number in range(1, 29)]
"""What was known before anything was built. None of it goes away."""

LOG = hazards()
PLACES = sorted({place for hazard in LOG for control in hazard.controls for place in control.code})
TESTS = sorted({test for hazard in LOG for control in hazard.controls for test in control.tests})
PAGE = reverse("admin:hazards")

ONE = """
[[hazard]]
id = "H1"
name = "A name"
cause = "A cause."
harm = "A harm."
before = ["medium", "major"]
after = ["very_low", "major"]
status = "controlled"
left = "Nothing."

[[hazard.control]]
kind = "design"
does = "It does."
code = ["a.py::b"]
tests = ["tests/test_a.py::test_b"]
"""
MORE = """
[[hazard.control]]
kind = "information"
does = "It tells."
code = ["a.py::b"]
tests = ["tests/test_a.py::test_b"]
"""


@cache
def names_in(path):
    """What a file of Python defines, at its top and within its classes, with its decorators."""
    found = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = [ast.unparse(one) for one in node.decorator_list]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: [] for target in targets if isinstance(target, ast.Name)}
    return found


def is_there(place):
    file, _, name = place.partition("::")
    path = ROOT / file
    if not path.is_file():
        return False
    if path.suffix == ".py":
        return name in names_in(path)
    if path.suffix == ".js" and name.isidentifier():
        return bool(re.search(rf"\b{name}\b\s*(\(|=)|\bclass {name}\b", path.read_text()))
    return name in path.read_text()


@pytest.mark.parametrize("place", PLACES)
def test_every_place_that_a_control_names_is_in_the_code(place):
    assert is_there(place)
    assert not place.startswith("tests/")


@pytest.mark.parametrize("test", TESTS)
def test_every_test_that_a_control_names_is_there_and_is_run(test):
    file, _, name = test.partition("::")
    assert is_there(test)
    assert file.startswith("tests/")
    if file.endswith(".py"):
        assert name.startswith("test_")
        assert not any("skip" in one or "xfail" in one for one in names_in(ROOT / file)[name])


@pytest.mark.parametrize(
    "place",
    [
        "coaching/nowhere.py::hazards",
        "coaching/hazards.py::nothing",
        "static/js/phone/phone.js::nothing",
        "templates/base.html::Nothing of this kind",
    ],
)
def test_a_place_that_is_not_there_is_noticed(place):
    assert not is_there(place)


def test_nothing_of_the_start_set_is_missing():
    assert set(START_SET) <= {hazard.id for hazard in LOG}


def test_the_log_is_numbered_without_a_gap():
    assert [hazard.id for hazard in read(SOURCE)] == [f"H{n}" for n in range(1, len(LOG) + 1)]


def test_the_matrix_is_that_of_the_standard():
    """Where the numbers that the standard prints lie, and that it grows both ways."""
    told = {
        ("very_high", "minor"): 3,
        ("high", "minor"): 2,
        ("medium", "considerable"): 3,
        ("low", "major"): 3,
        ("low", "considerable"): 2,
        ("very_low", "significant"): 1,
        ("very_low", "catastrophic"): 3,
        ("very_high", "major"): 5,
    }
    for (likelihood, severity), rating in told.items():
        risk = Risk(likelihood=Likelihood[likelihood.upper()], severity=Severity[severity.upper()])
        assert risk.rating == rating
    columns = list(zip(*RATINGS, strict=True))
    assert all(list(line) == sorted(line) for line in (*RATINGS, *columns))


def test_no_rating_is_typed():
    assert "rating" not in {key for table in tomllib.loads(SOURCE)["hazard"] for key in table}
    with pytest.raises(FaultyLog, match='Hazard H1: unknown key "rating"'):
        read(ONE.replace('left = "', 'rating = 1\nleft = "'))


def test_a_hazard_is_read_whole():
    (hazard,) = read(ONE)
    assert (hazard.before.rating, hazard.after.rating, hazard.is_open) == (3, 2, False)
    assert hazard.before.words == "medium, major"
    assert hazard.controls[0].tests == ("tests/test_a.py::test_b",)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('name = "A name"', "", '"name" is missing'),
        ('name = "A name"', 'name = ""', '"name" must be a non-empty string'),
        ('id = "H1"', 'id = "h1"', '"id" must be H and a number'),
        ('"A cause."', '"A cause"', '"cause" must be a sentence'),
        ('["medium", "major"]', '["medium"]', '"before" must be a likelihood and a severity'),
        ('["medium", "major"]', '["often", "major"]', '"before" "likelihood" must be one of'),
        ('["medium", "major"]', '["medium", "bad"]', '"before" "severity" must be one of'),
        ('["medium", "major"]', '["low", "minor"]', "is rated higher with its controls"),
        ('["very_low", "major"]', '["low", "major"]', "is rated 3, so it is open"),
        ('"controlled"', '"done"', '"status" must be one of'),
        ('"design"', '"hope"', '"control" "1" "kind" must be one of'),
        ('code = ["a.py::b"]', "code = []", '"control" "1" "code" is empty'),
        ('code = ["a.py::b"]', 'code = ["a.py"]', '"code" "1" must be path::name'),
        ("[[hazard]]", "[hazard]", "The log is an array"),
        ("[[hazard]]", "[[hazard", "Expected"),
    ],
)
def test_what_is_faulty_is_named_and_nothing_is_read(old, new, fault):
    with pytest.raises(FaultyLog, match=re.escape(fault)):
        read(ONE.replace(old, new, 1))


def test_a_hazard_stands_once():
    with pytest.raises(FaultyLog, match="Hazard H1: stands twice"):
        read(ONE + ONE)


def test_controls_stand_in_the_order_of_their_strength():
    assert len(read(ONE + MORE)[0].controls) == 2
    first, _, control = ONE.partition("[[hazard.control]]")
    with pytest.raises(FaultyLog, match="design first"):
        read(f"{first}{MORE}[[hazard.control]]{control}")


# The page


def test_what_is_left_of_the_gravest_stands_first(client, physiotherapist):
    client.force_login(physiotherapist)
    page = client.get(PAGE)
    shown = re.findall(r'<article[^>]* id="(H\d+)"', page.text)
    assert len(shown) == len(LOG)
    ratings = {hazard.id: hazard.after.rating for hazard in LOG}
    assert [ratings[one] for one in shown] == sorted(ratings.values(), reverse=True)
    assert shown == [hazard.id for hazard in LOG]


def test_the_foot_of_every_page_of_the_desk_leads_there(client, physiotherapist):
    client.force_login(physiotherapist)
    assert f'href="{PAGE}"' in client.get(reverse("admin:coaching_program_changelist")).text


def test_a_superuser_reads_it_too(client, superuser):
    client.force_login(superuser)
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(("is_staff", "status"), [(True, 403), (False, 302)])
def test_nobody_else_does(client, person, is_staff, status):
    person.is_staff = is_staff
    person.save()
    client.force_login(person)
    assert client.get(PAGE).status_code == status
    assert client.get("/admin/coaching/program/").text.count(PAGE) == 0


def test_it_is_only_read(client, physiotherapist):
    client.force_login(physiotherapist)
    assert client.post(PAGE).status_code == 405
