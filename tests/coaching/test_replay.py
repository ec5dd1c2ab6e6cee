"""`manage.py replay` as a process of its own: section 5 of docs/rules.md."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.coaching.test_wire import EVENTS, START, WORKOUT, answers

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def scratch(tmp_path):
    """Where nothing lies but what a test puts there; the database is never made."""
    (tmp_path / "var").mkdir()
    return tmp_path


def replay(scratch, *arguments, given=b""):
    """Run the command with a database that does not exist."""
    variables = {
        "DATABASE_URL": f"sqlite:///{scratch / 'nowhere' / 'coach.sqlite3'}",
        "VAR_DIR": str(scratch / "var"),
    }
    return subprocess.run(
        [sys.executable, "manage.py", "replay", *map(str, arguments)],
        input=given,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **variables},
    )


def lines(*payloads):
    return b"".join(json.dumps(payload).encode() + b"\n" for payload in payloads)


def test_a_file_is_answered_with_one_decision_a_line(scratch):
    file = scratch / "history.jsonl"
    file.write_bytes(lines(START, *EVENTS))
    told = replay(scratch, file)
    assert (told.returncode, told.stderr) == (0, b"")
    assert told.stdout.decode().splitlines() == answers(START, *EVENTS)


def test_standard_input_is_answered_alike(scratch):
    told = replay(scratch, "-", given=lines(START, *EVENTS))
    assert (told.returncode, told.stderr) == (0, b"")
    assert told.stdout.decode().splitlines() == answers(START, *EVENTS)


def test_the_first_days_of_the_calendar_are_answered_too(scratch):
    start, workout = START | {"at": "0001-01-01T08:00:00Z"}, WORKOUT
    twice = [
        workout | {"id": id_, "at": f"0001-01-0{day}T08:00:00Z"}
        for id_, day in (("a", 1), ("b", 2))
    ]
    told = replay(scratch, "-", given=lines(start, *twice))
    assert (told.returncode, len(told.stdout.splitlines())) == (0, 3)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        pytest.param(
            b"", 1, 'the first line must be an event of the type "start"', id="empty file"
        ),
        pytest.param(lines(START, WORKOUT) + b"{", 3, "not a JSON object", id="half a line"),
        pytest.param(lines(START) + b"\xff\n", 2, "not UTF-8", id="not UTF-8"),
        pytest.param(
            lines(START, WORKOUT | {"mood": 1}), 2, 'unknown key "mood"', id="unknown key"
        ),
    ],
)
@pytest.mark.parametrize("by_file", [True, False], ids=["file", "-"])
def test_an_invalid_line_ends_it_with_status_2_and_says_where(
    scratch, by_file, content, line, reason
):
    file = scratch / "history.jsonl"
    file.write_bytes(content)
    told = replay(scratch, file) if by_file else replay(scratch, "-", given=content)
    assert (told.returncode, told.stdout) == (2, b""), told.stderr
    assert told.stderr.decode() == f"{file if by_file else '-'}:{line}: {reason}\n"


@pytest.mark.parametrize(
    ("name", "reason"), [("missing", "No such file or directory"), (".", "Is a directory")]
)
def test_a_file_that_cannot_be_read_ends_it_with_status_2(scratch, name, reason):
    told = replay(scratch, scratch / name)
    assert (told.returncode, told.stdout) == (2, b""), told.stderr
    assert told.stderr.decode() == f"{scratch / name}:1: {reason}\n"


def test_it_takes_one_file(scratch):
    told = replay(scratch)
    assert (told.returncode, told.stdout) == (2, b""), told.stderr
    assert b"usage: manage.py replay" in told.stderr


def test_no_database_is_touched(scratch):
    assert replay(scratch, "-", given=lines(START, *EVENTS)).returncode == 0
    assert not (scratch / "nowhere").exists()
    assert not list(scratch.rglob("*.sqlite3*"))
