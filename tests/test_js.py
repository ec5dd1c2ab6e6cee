"""The pure parts of the scripts."""

from pathlib import Path

import pytest

from tests.environment import ROOT
from tests.node import node

FILES = sorted((ROOT / "tests" / "js").glob("*.test.js"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_script(path: Path) -> None:
    told = node("--no-warnings", "--test", "--test-reporter=tap", path)
    assert "\n# pass 0\n" not in told, "no test ran"
