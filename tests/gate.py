"""`python -m tests.gate`: everything that must hold before a change is taken.

The quick checks all run, so that one look shows all that they found; the tests follow only when
the checks are content.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

BIN = Path(sys.executable).parent
TEMPLATES = sorted(str(path) for path in Path("templates").rglob("*.html"))
# Whoever is done takes over from who is not: a walk in a browser is as long as hundreds of others.
# A test that hangs fails and says where it stood.
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "3", "--dist", "worksteal", "--timeout=150"]

PAGES = {
    "accounts": (
        "admin care desk enumeration exporting factor_admin factors limits looks pages privacy"
        " sessions sign_in zones"
    ),
    "config": "doctor logs logs_served metrics policy",
}
"""Modules of tests that look at pages."""

RULES_IN_SERVICES = "alarms_of_earlier_programs alarms_apart anything uploading_order"
"""Modules of tests whose many cases differ in what the rules say, and not in what is asked."""

ON_SQLITE_ALONE = (
    "tests/authz",
    "tests/rules",
    "tests/coaching/admin",
    "tests/coaching/views",
    "tests/coaching/test_demo.py",
    "tests/fuzz",
    *(f"tests/coaching/services/test_{name}.py" for name in RULES_IN_SERVICES.split()),
    *(f"tests/{place}/test_{name}.py" for place in PAGES for name in PAGES[place].split()),
)

CHECKS = {
    "code": [BIN / "ruff", "check", "."],
    "code format": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "mypy"],
    "import direction": [BIN / "lint-imports", "--no-logo"],
    "templates": [BIN / "djlint", "--lint", "--quiet", "templates"],
    "template format": [BIN / "djade", "--target-version", "6.1", "--check", *TEMPLATES],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "browser": ["tests/chromium.sh"],
}
TESTS = {
    "tests on SQLite": ({"TEST_DATABASE": "sqlite"}, [*PYTEST]),
    # The rest `make long` asks PostgreSQL: what most pages read, the services wrote.
    "tests on PostgreSQL": (
        {"TEST_DATABASE": "postgres"},
        [*PYTEST, "-m", "not browser", *(f"--ignore={place}" for place in ON_SQLITE_ALONE)],
    ),
}


def passes(title: str, command: Iterable[str | Path], **variables: str) -> bool:
    """Run one step and say how it went."""
    print(f"--- {title}", flush=True)
    line = [str(part) for part in command]
    # Every worker of the tests, and every process that they start, would compile it all anew.
    environment = {**os.environ, **variables, "PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run(line, env=environment, check=False).returncode == 0


def main() -> int:
    """The exit code: 0 when everything holds."""
    failed = [title for title, command in CHECKS.items() if not passes(title, command)]
    if not failed:
        failed = [
            title
            for title, (variables, command) in TESTS.items()
            if not passes(title, command, **variables)
        ]
    if failed:
        print(f"--- not content: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
