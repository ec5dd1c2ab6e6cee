"""What wapiti and sqlmap find, signed in to the demo as a client and as a physiotherapist."""

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from coaching.demo.staff import LEAD, PHYSIOTHERAPIST
from tests.environment import ROOT
from tests.fuzz.serving import HOST, Site, environment, serving
from tests.outside.scanning import Scan, sqlmap, wapiti

pytestmark = pytest.mark.long

DESK = "/admin/coaching/enrolment/"
SCANS = {
    "wapiti, as a client": (wapiti, "client01@example.org", "/today/"),
    "wapiti, as a physiotherapist": (wapiti, PHYSIOTHERAPIST, DESK),
    "sqlmap, as a client": (sqlmap, "client02@example.org", "/today/"),
    "sqlmap, as a physiotherapist": (sqlmap, LEAD, DESK),
}
"""Each with somebody of their own: a scanner leaves a record in a mess."""

EXPLAINED = tomllib.loads((ROOT / "tests/outside/findings.toml").read_text())["finding"]
ANSWER = re.compile(r" route=(\S+) status=(\d{3}) ")
ACCOUNT = re.compile(r" account=(\S+) request=")
REQUESTS, ROUTES = 1_000, 20
"""At least: a scan that saw less has seen nothing."""
SIGNED_IN = 0.9
"""Of the requests, at least; the log says whose each was."""
THROTTLED = "429"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, of which there is one for all."""
    with serving(tmp_path_factory.mktemp("demo"), "--demo") as found:
        yield found


@pytest.fixture(scope="module")
def sessions(site: Site) -> dict[str, str]:
    """Their keys, by address; with a second factor proved where one is needed."""
    who = [email for _, email, _ in SCANS.values()]
    line = [sys.executable, "-m", "tests.outside.people", *who]
    told = environment(site.var, site.port, DEMO="1")
    done = subprocess.run(line, cwd=ROOT, env=told, check=True, stdout=subprocess.PIPE)
    keys = [found[0].split(";")[0].partition("=")[2] for found in json.loads(done.stdout)]
    return dict(zip(who, keys, strict=True))


def status(site: Site, path: str, session: str) -> int:
    line = HTTPConnection(HOST, site.port, timeout=30)
    try:
        line.request("GET", path, headers={"Cookie": f"sessionid={session}"})
        return line.getresponse().status
    finally:
        line.close()


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("name", SCANS)
def test_a_scanner_finds_nothing_that_has_no_reason(name, site, sessions, tmp_path):
    scan: Scan
    scan, email, path = SCANS[name]
    assert status(site, path, sessions[email]) == 200
    seen = len(site.log.read_bytes())
    found, reach = scan(site.url, path, sessions[email], tmp_path)
    before, log = site.log.read_bytes()[:seen].decode(), site.log.read_bytes()[seen:].decode()
    answers, accounts = ANSWER.findall(log), Counter(ACCOUNT.findall(log))
    own = accounts[ACCOUNT.findall(before)[-1]] / max(len(answers), 1)
    explained = {
        (each["what"], each["where"]) for each in EXPLAINED if each["tool"] == scan.__name__
    }
    print(f"\n{name}: {len(answers)} requests to {len(set(dict(answers)))} routes; {reach}")
    print(f"  signed in: {own:.0%} of them")
    print(f"  answers: {dict(sorted(Counter(code for _, code in answers).items()))}")
    throttled = Counter(route for route, code in answers if code == THROTTLED)
    print(f"  kept from going on by throttles: {dict(throttled) or 'nowhere'}")
    print(f"  findings: {len(found)}, explained: {len(explained & set(found))}")
    for what, where in found:
        print(
            f"    {'explained' if (what, where) in explained else 'NOT EXPLAINED'}: {where}: {what}"
        )

    assert set(found) - explained == set()
    assert [answer for answer in answers if answer[1] >= "500"] == []
    assert "Traceback" not in log
    assert len(answers) >= REQUESTS
    assert len(set(dict(answers))) >= ROUTES
    # It was signed in all the time, and to the end.
    assert own >= SIGNED_IN
    assert status(site, path, sessions[email]) == 200
