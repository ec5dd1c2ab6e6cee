import re

import pytest

from tests.environment import ROOT

OURS = ["requirements.lock", "requirements-dev.lock"]
LOCKS = [*OURS, "tests/outside/scanners.lock"]


def pins(name):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place_to_fetch_from(name):
    assert not re.search(r"://|--(index|find|extra|trusted)|file:|^/", (ROOT / name).read_text())


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name):
    text = (ROOT / name).read_text().replace("\\\n", "")
    for line in filter(None, text.splitlines()):
        assert re.fullmatch(r"[a-z0-9-]+==\S+( ; .+?)?\s+(--hash=sha256:[0-9a-f]{64}\s*)+", line)


def test_the_tests_run_what_the_site_runs():
    site, tests = (pins(name) for name in OURS)
    assert site.items() <= tests.items()
