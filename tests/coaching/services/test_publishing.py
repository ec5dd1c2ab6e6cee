"""Loading the catalogue: once, a further version of what changed, and all or nothing."""

import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from coaching import catalogue
from coaching.models import Program
from tests.coaching.life import MAIN, Life, program
from tests.environment import ROOT

BUILTIN = Path(catalogue.__file__).parent


@pytest.fixture
def folder(tmp_path):
    """A catalogue of one's own."""
    shutil.copytree(BUILTIN, tmp_path / "catalogue", ignore=shutil.ignore_patterns("*.py", "__*"))
    return tmp_path / "catalogue"


def load(*arguments):
    out = StringIO()
    call_command("load_catalogue", *arguments, stdout=out)
    return out.getvalue()


def change(folder, before, after):
    path = folder / "programs" / f"{MAIN}.toml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    return path


def line_of(path, text):
    """The line of the table that holds a text."""
    lines = path.read_text().splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(text))
    return max(n for n, line in enumerate(lines[:place], 1) if line.startswith("[["))


def test_loading_twice_is_loading_once(programs):
    before = list(Program.objects.values())
    assert "3 programs, all up to date" in load()
    assert list(Program.objects.values()) == before


def test_what_changed_becomes_a_further_version_and_the_rest_stays(programs, folder):
    change(folder, "rest_seconds = 60", "rest_seconds = 90")
    assert load(folder).strip() == "Loaded Knee raise to straight-leg raise (version 2)"
    assert Program.objects.count() == 4
    assert program().version == 2
    assert Program.objects.filter(slug=MAIN, is_current=True).count() == 1


def test_who_is_on_an_old_version_stays_on_it(life, folder, stranger):
    change(folder, "rep_steps = [8, 10, 12]", "rep_steps = [6, 8]")
    load(folder)
    life.train(1)
    assert life.enrolment.program.version == 1
    assert life.enrolment.prescription.reps == 10
    other = Life(stranger)
    other.enrol()
    assert other.enrolment.program.version == 2
    assert other.enrolment.prescription.reps == 6


def test_going_back_is_a_further_version_too(programs, folder):
    change(folder, "rest_seconds = 60", "rest_seconds = 90")
    load(folder)
    load()
    assert program().version == 3
    assert program().definition["rest_seconds"] == 60


def test_a_faulty_catalogue_loads_nothing_and_names_file_and_line(db, folder):
    path = change(folder, "thigh_angle = 60", "thigh_angle = 91")
    with pytest.raises(CommandError) as refused:
        load(folder)
    assert f"{path.name}:{line_of(path, 'thigh_angle = 91')}: " in str(refused.value)
    assert not Program.objects.exists()


def test_from_the_shell_a_fault_is_an_exit_status_with_file_and_line(folder):
    path = change(folder, "sets = 3", 'sets = "three"')
    line = [sys.executable, "manage.py", "load_catalogue", str(folder)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{path.name}:1: " in done.stderr
    assert "Traceback" not in done.stderr
