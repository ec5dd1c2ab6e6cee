"""What Lighthouse, as a slow phone, thinks of the pages that people find, and train with."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from django.conf import settings
from playwright.sync_api import sync_playwright

from bench.scene import of_the_crowd
from bench.server import Server
from bench.stage import HOST, KEPT, SCRATCH, free_port
from bench.tables import Table
from bench.visitor import Visitor
from config.management.commands.serve import server
from tests.environment import ROOT
from tests.node import NODE

PAGES = ("/today/", "/workout/", "/player/")
CATEGORIES = ("performance", "accessibility", "best-practices")
FOUND = ("/", "/learn/", "/learn/why-it-pops/", "/programs/knee-raise-to-straight-leg-raise/4/")
"""Pages that a search engine may show to a stranger."""
FOR_SEARCH = (*CATEGORIES, "seo")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
SITE = f"http://{HOST}:{settings.PORT}"
PACKAGES = ROOT / "bench" / "node"
INSTALLED = KEPT / "node"
RUNS = 3
NOBODY: Mapping[str, str] = MappingProxyType({})


def measured() -> Iterator[Table]:
    """The table, where npm is there to install Lighthouse with."""
    if shutil.which("npm") is None:
        return
    install()
    with Server(server()):
        yield table("a stranger", "A first visit", FOUND, FOR_SEARCH)
    with Server(server()), Visitor(of_the_crowd(0)) as visitor:
        visitor.train_on()
        cookies = {name: morsel.value for name, morsel in visitor.cookies.items()}
        yield table("signed in", "A workout under way; a first visit", PAGES, CATEGORIES, cookies)


def table(
    whose: str,
    what: str,
    pages: Sequence[str],
    categories: Sequence[str],
    cookies: Mapping[str, str] = NOBODY,
) -> Table:
    """The pages, each several times."""
    return Table(
        title=f"Lighthouse, mobile, {whose}",
        about=(
            f"{what}, with Lighthouse's slow 4G and slow processor."
            f"\nThe lowest scores and the median figures of {RUNS} runs."
        ),
        columns=("", *categories, "LCP s", "CLS", "KB", "requests"),
        rows=tuple(row(path, categories, cookies) for path in pages),
    )


def install() -> None:
    """Put Lighthouse beside the figures, in the version that is locked."""
    INSTALLED.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(PACKAGES / name, INSTALLED)
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=INSTALLED, check=True)


def row(
    path: str, categories: Sequence[str], cookies: Mapping[str, str]
) -> tuple[str | float, ...]:
    """One page."""
    reports = [report(path, categories, cookies) for _ in range(RUNS)]
    middle = sorted(reports, key=lambda told: figure(told, "largest-contentful-paint"))[RUNS // 2]
    scores = [min(score(told, name) for told in reports) for name in categories]
    requests = middle["audits"]["network-requests"]["details"]["items"]
    return (
        path,
        *scores,
        figure(middle, "largest-contentful-paint") / 1000,
        figure(middle, "cumulative-layout-shift"),
        sum(each["transferSize"] for each in requests) / 1000,
        len(requests),
    )


def report(path: str, categories: Sequence[str], cookies: Mapping[str, str]) -> dict[str, Any]:
    """What Lighthouse says of a page, in a browser that knows nothing but who is signed in."""
    with browser(cookies) as port:
        line = [
            str(NODE),
            str(INSTALLED / "node_modules/lighthouse/cli/index.js"),
            f"{SITE}{path}",
            "--quiet",
            "--output=json",
            f"--only-categories={','.join(categories)}",
            f"--port={port}",
            "--disable-storage-reset",
        ]
        done = subprocess.run(line, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    if found.get("runtimeError"):
        raise RuntimeError(found["runtimeError"]["message"])
    return found


@contextmanager
def browser(cookies: Mapping[str, str]) -> Iterator[int]:
    """The debugging port of a browser that knows nothing but these."""
    path = subprocess.run(["tests/chromium.sh"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    port = free_port()
    with sync_playwright() as playwright, TemporaryDirectory(dir=SCRATCH) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=path.stdout.decode().strip(),
            args=[*FLAGS, f"--remote-debugging-port={port}"],
        )
        context.add_cookies(
            [{"name": name, "value": value, "url": SITE} for name, value in cookies.items()]
        )
        yield port
        context.close()


def score(told: dict[str, Any], category: str) -> int:
    """0 to 100."""
    return round(100 * told["categories"][category]["score"])


def figure(told: dict[str, Any], audit: str) -> float:
    """The number that an audit measured, in its own unit."""
    return float(told["audits"][audit]["numericValue"])
