"""`manage.py replay`: section 5 of docs/rules.md. Twice as a process of its own."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import execute_from_command_line

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


@pytest.fixture
def ended(monkeypatch, capfdbinary):
    """`ended("history.jsonl")`: exit status and what was written, in this process."""

    def end(*arguments, given=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        with pytest.raises(SystemExit) as left:
            execute_from_command_line(["manage.py", "replay", *map(str, arguments)])
        sys.stdout.flush()
        sys.stderr.flush()
        return left.value.code, *capfdbinary.readouterr()

    return end


def lines(*payloads):
    return b"".join(json.dumps(payload).encode() + b"\n" for payload in payloads)


def test_a_file_is_answered_with_one_decision_a_line(scratch):
    file = scratch / "history.jsonl"
    file.write_bytes(lines(START, *EVENTS))
    told = replay(scratch, file)
    assert (told.returncode, told.stderr) == (0, b"")
    assert told.stdout.decode().splitlines() == answers(START, *EVENTS)


def test_standard_input_is_answered_alike_and_no_database_is_touched(scratch):
    told = replay(scratch, "-", given=lines(START, *EVENTS))
    assert (told.returncode, told.stderr) == (0, b"")
    assert told.stdout.decode().splitlines() == answers(START, *EVENTS)
    assert not (scratch / "nowhere").exists()
    assert not list(scratch.rglob("*.sqlite3*"))


def test_the_first_days_of_the_calendar_are_answered_too():
    start, workout = START | {"at": "0001-01-01T08:00:00Z"}, WORKOUT
    twice = [
        workout | {"id": id_, "at": f"0001-01-0{day}T08:00:00Z"}
        for id_, day in (("a", 1), ("b", 2))
    ]
    assert len(answers(start, *twice)) == 3


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
    scratch, ended, by_file, content, line, reason
):
    file = scratch / "history.jsonl"
    file.write_bytes(content)
    told = ended(file) if by_file else ended("-", given=content)
    assert told == (2, b"", f"{file if by_file else '-'}:{line}: {reason}\n".encode())


@pytest.mark.parametrize(
    ("name", "reason"), [("missing", "No such file or directory"), (".", "Is a directory")]
)
def test_a_file_that_cannot_be_read_ends_it_with_status_2(scratch, ended, name, reason):
    assert ended(scratch / name) == (2, b"", f"{scratch / name}:1: {reason}\n".encode())


def test_it_takes_one_file(ended):
    status, output, complaint = ended()
    assert (status, output) == (2, b"")
    assert b"usage: manage.py replay" in complaint
