"""The Chromium of this machine, where there is one: it turns a page into paper."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)

QUIET = (
    "--headless",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
"""Without a network: there is nothing to ask anybody for."""

PATIENCE = 60
"""Seconds for one page."""


class NotPrinted(Exception):
    """Chromium could not be found, or did not make the file; `str()` of it is for people."""


def find() -> str | None:
    """Where Chromium is: what `CHROMIUM` names, or the first of the usual names on the path."""
    wanted = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else NAMES
    found = (path for name in wanted if (path := shutil.which(name)))
    return next(found, None)


def print_page(html: str) -> bytes:
    """The page as a PDF. Raises NotPrinted."""
    return _made(html, "page.pdf", "--print-to-pdf={made}")


def picture_page(html: str, *, width: int, height: int) -> bytes:
    """The page as a PNG of so many pixels. Raises NotPrinted."""
    return _made(html, "page.png", "--screenshot={made}", f"--window-size={width},{height}")


def _made(html: str, name: str, *order: str) -> bytes:
    browser = find()
    if browser is None:
        raise NotPrinted("No Chromium found. Install one, or set CHROMIUM=/path to it.")
    with tempfile.TemporaryDirectory() as folder:
        page, made = Path(folder, "page.html"), Path(folder, name)
        page.write_text(html)
        orders = [part.format(made=made) for part in order]
        try:
            subprocess.run(  # noqa: S603 - the program is found above, its arguments are ours
                [browser, *_flags(folder), *orders, page.as_uri()],
                check=True,
                capture_output=True,
                timeout=PATIENCE,
            )
        except (subprocess.SubprocessError, OSError) as failure:
            raise NotPrinted(f"Chromium did not print: {type(failure).__name__}.") from failure
        if not made.exists():
            raise NotPrinted("Chromium did not print the page.")
        return made.read_bytes()


def _flags(folder: str) -> tuple[str, ...]:
    # Root has no sandbox to give up: Chromium does not start as root with one.
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return (*QUIET, "--no-pdf-header-footer", f"--user-data-dir={folder}/profile", *as_root)
