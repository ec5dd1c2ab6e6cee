"""Which way imports may point, where import-linter cannot look: inside Django and the stdlib."""

import ast
import sys
from pathlib import Path

import pytest

from tests.environment import ROOT

# What is different at every call, or reaches outside: a rule gets such things as arguments.
IMPURE = {"asyncio", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets"}
IMPURE |= {"shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib"}
CLOCKS = {"now", "utcnow", "today"}


def files(place: str) -> list[Path]:
    """The module, or every module of the package."""
    path = ROOT / place
    return (
        [path.with_suffix(".py")]
        if path.with_suffix(".py").exists()
        else sorted(path.rglob("*.py"))
    )


def imports(path: Path) -> set[str]:
    """Every module that the file imports, and every name it takes from one, dotted."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def reaches(path: Path, module: str) -> bool:
    """Whether the file imports the module or a part of it."""
    return any(f"{name}.".startswith(f"{module}.") for name in imports(path))


@pytest.mark.parametrize(
    ("place", "module"),
    [
        ("coaching/services", "django.http"),
        ("coaching/services", "django.shortcuts"),
        ("coaching/services", "django.contrib.messages"),
        ("coaching/models", "django.http"),
        ("coaching/views", "django.db"),
        ("accounts/services", "django.http"),
    ],
)
def test_no_floor_reaches_past_the_next_one(place, module):
    assert files(place), f"{place} is not there"
    assert [str(path) for path in files(place) if reaches(path, module)] == []


def test_the_rules_import_the_standard_library_and_themselves():
    assert files("coaching/rules")
    for path in files("coaching/rules"):
        roots = {
            name.split(".")[0] for name in imports(path) if not name.startswith("coaching.rules")
        }
        assert roots <= sys.stdlib_module_names, path
        assert not roots & IMPURE, path


def test_the_rules_never_ask_what_time_it_is():
    for path in files("coaching/rules"):
        names = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Attribute)
        }
        assert not names & CLOCKS, path


def test_nobody_imports_the_desk():
    desk = ROOT / "coaching" / "admin"
    for place in ("accounts", "coaching", "config"):
        outside = [path for path in files(place) if desk not in path.parents]
        assert [str(path) for path in outside if reaches(path, "coaching.admin")] == []


def test_no_module_listens_to_signals():
    for place in ("accounts", "coaching"):
        assert [
            str(path) for path in files(place) if reaches(path, "django.db.models.signals")
        ] == []
