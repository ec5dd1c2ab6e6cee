"""Node, for our own scripts: it comes inside Playwright's wheel."""

import subprocess
from pathlib import Path

import playwright

NODE = Path(playwright.__file__).parent / "driver" / "node"


def node(*arguments: str | Path, text: str = "") -> str:
    """What Node prints, with `text` on its standard input; raises with what it complains of."""
    line = [str(part) for part in (NODE, *arguments)]
    done = subprocess.run(line, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{done.stdout}\n{done.stderr}")
    return done.stdout
