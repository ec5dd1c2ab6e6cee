"""The files for a server: what they name is there, and who checks such files has no objection."""

import re
import shlex

import pytest

from tests.environment import ROOT, documented_variables

DEPLOY = ROOT / "config" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def settings_of(text):
    return re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_a_command_that_is_there(unit):
    lines = re.findall(r"^Exec(?:Start|Stop)=(.*)$", unit.read_text(), re.MULTILINE)
    assert lines
    for line in lines:
        python, script, command = shlex.split(line)
        assert (python, script) == ("/srv/lumbar-lock/.venv/bin/python", "manage.py")
        assert (ROOT / "config/management/commands" / f"{command}.py").is_file()


def test_the_timer_is_of_a_unit_that_is_there():
    (timer,) = DEPLOY.glob("*.timer")
    assert timer.with_suffix(".service") in UNITS


def test_every_variable_that_is_set_is_one_that_is_read():
    told = settings_of((DEPLOY / "lumbar-lock.env").read_text())
    assert {name.removesuffix("_FILE") for name in told} <= documented_variables()


def test_the_health_that_the_proxy_asks_for_is_answered():
    from config import probes

    assert f"health_uri {probes.READY}" in (DEPLOY / "Caddyfile").read_text()
    assert probes.READY in (ROOT / "Containerfile").read_text()


def test_nothing_of_ones_own_goes_into_an_image():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "var", ".git"} <= set(ignored)
