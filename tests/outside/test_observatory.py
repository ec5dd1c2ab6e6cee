"""What MDN's HTTP Observatory says of the site in public, with a proxy and TLS in front of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.environment import ROOT
from tests.fuzz.serving import environment, free_port, serving
from tests.node import NODE
from tests.outside.proxy import NAME, certificate, in_front

pytestmark = pytest.mark.long

INSTALLED = ROOT / "var/outside/observatory/node_modules/@mdn/mdn-http-observatory"
ALGORITHM = 4
LEAST = 130
DOOR = "/admin/login/"
"""Of the desk: it leads to the page where everybody signs in."""
NOBODY = ("/", "/learn/", "/accounts/login/", DOOR)
CLIENT = ("/today/", "/history/")
PHYSIOTHERAPIST = ("/admin/coaching/enrolment/",)
PAGES = (*NOBODY, *CLIENT, *PHYSIOTHERAPIST)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """By page."""
    var, port = tmp_path_factory.mktemp("site"), free_port()
    keys = certificate(var)
    public = {"SITE_URL": f"https://{NAME}:{port}"}
    with serving(var, **public) as site, in_front(port, site.port, keys):
        line = [sys.executable, "-m", "tests.outside.people", "client", "physiotherapist"]
        told = environment(var, site.port, **public)
        client, physiotherapist = json.loads(
            subprocess.run(line, cwd=ROOT, env=told, check=True, stdout=subprocess.PIPE).stdout
        )
        browsers = (
            [(path, []) for path in NOBODY]
            + [(path, client) for path in CLIENT]
            + [(path, physiotherapist) for path in PHYSIOTHERAPIST]
        )
        pages = [{"path": path, "cookies": cookies} for path, cookies in browsers]
        done = subprocess.run(
            [NODE, ROOT / "tests/outside/observatory.mjs", INSTALLED],
            input=json.dumps({"host": NAME, "port": str(port), "pages": pages}),
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(keys)},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        yield {found["path"]: found for found in json.loads(done.stdout)}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_public_is_given_an_a_plus_with_points_to_spare(verdicts, path):
    found = verdicts[path]
    reasons = {each["test"]: (each["points"], each["result"]) for each in found["reasons"]}
    print(
        f"\nObservatory, algorithm {found['algorithm']}: {path} {found['grade']} {found['score']}"
    )
    for test, (points, result) in reasons.items():
        print(f"  {points:+4} {test}: {result}")
    # The page itself, over a line that the browser trusts, and no other page that it led to.
    assert (found["status"], found["verified"]) == (200, True)
    assert found["hops"] == (2 if path == DOOR else 1)
    assert found["algorithm"] == ALGORITHM
    assert found["score"] >= LEAST
    assert reasons["redirection"] == (0, "redirection-to-https")
    assert reasons["strict-transport-security"][1] == "hsts-implemented-max-age-at-least-six-months"
    if path not in NOBODY:
        assert reasons["cookies"][0] > 0
