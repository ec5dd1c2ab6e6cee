"""What the scanners say is read, so that a hole they found is not passed over."""

import tomllib

import pytest

from tests.environment import ROOT
from tests.outside.scanning import said

EXPLAINED = tomllib.loads((ROOT / "tests/outside/findings.toml").read_text())["finding"]

TOLD = """\
[1/2] Form:
POST http://127.0.0.1:8000/report/
[12:00:00] [INFO] heuristic (basic) test shows that POST parameter 'uuid' might be injectable
[12:00:00] [INFO] heuristic (XSS) test shows that POST parameter 'uuid' might be vulnerable to \
cross-site scripting (XSS) attacks
[12:00:00] [WARNING] heuristic (basic) test shows that POST parameter 'to' might not be injectable
[12:00:00] [WARNING] POST parameter 'to' does not seem to be injectable
[2/2] URL:
GET http://127.0.0.1:8000/history/?page=2
[12:00:00] [INFO] GET parameter 'sort' appears to be 'AND boolean-based blind' injectable
[12:00:00] [WARNING] false positive or unexploitable injection point detected
GET parameter 'page' is vulnerable. Do you want to keep testing the others (if any)? [y/N] N
"""
"""In the words of sqlmap."""


def test_a_hole_and_a_doubt_are_found_where_sqlmap_says_they_are():
    assert list(said(TOLD)) == [
        ("might be injectable", "POST /report/ uuid"),
        ("might be vulnerable to cross-site scripting", "POST /report/ uuid"),
        ("is vulnerable", "GET /history/ page"),
    ]


@pytest.mark.parametrize("each", EXPLAINED, ids=lambda each: each["where"])
def test_what_is_explained_has_a_reason(each):
    assert set(each) == {"tool", "what", "where", "why"}
    assert each["tool"] in ("wapiti", "sqlmap")
    assert len(each["why"].split()) > 5
