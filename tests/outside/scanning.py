"""Two scanners that look for holes in any site, and what they say they found."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.environment import ROOT
from tests.fuzz.serving import HOST

BIN = ROOT / "var/outside/scanners/bin"

KEPT_OUT = (
    *("/accounts/logout/", "/admin/logout/", "/accounts/sessions/"),
    *("/privacy/agreement/", "/privacy/withdraw/"),
)
"""Here a scanner would end its own session, or have no page about health from then on."""

MODULES = (
    *("backup", "crlf", "csrf", "exec", "file", "htaccess", "ldap", "permanentxss", "redirect"),
    *("sql", "timesql", "upload", "xss"),
)
"""Of wapiti. Others look for other people's software, or ask a machine outside for an answer."""

CRAWL, ATTACK = 90, 20
"""Seconds that wapiti takes to find pages, and for one module."""
WHOLE = 300
"""Seconds after which sqlmap is stopped where it is: its own limit is one for each target."""
GRACE = 240
"""Seconds: wapiti ends what it has begun, and then writes."""

CSRF = "csrfmiddlewaretoken"
SECRET = "a1b2c3d4" * 4
"""What the cookie against forged requests says, so that the tokens that a scanner reads hold."""

SAYS = re.compile(
    r"(?:(?P<place>\w+) )?parameter '(?P<name>[^']+)' "
    r"(?P<what>is vulnerable|might be (?:injectable|vulnerable to [^(\n]+))"
)
"""Of a hole that it looked at twice, or of a doubt: sqlmap says both as it goes, and nothing is
lost when time is up."""
TARGET = re.compile(r"^(?:GET|POST) (\S+)$", re.MULTILINE)
COUNT = re.compile(r"found a total of (\d+) targets")
BEGUN = re.compile(r"^\[(\d+)/\d+\] (?:Form|URL):", re.MULTILINE)

type Finding = tuple[str, str]
"""What, and where."""
type Scan = Callable[[str, str, str, Path], tuple[list[Finding], str]]
"""Takes the site, the path to begin at, the session's key and a folder; tells what it found, and
how far it came."""


def wapiti(url: str, path: str, session: str, folder: Path) -> tuple[list[Finding], str]:
    """Crawls, then attacks every parameter of every page and form it has found."""
    more = {"expires": None, "secure": False, "port": None, "version": 0}
    cookies = {"sessionid": {"value": session, **more}, "csrftoken": {"value": SECRET, **more}}
    (folder / "cookies.json").write_text(json.dumps({HOST: {"/": cookies}}))
    report = folder / "wapiti.json"
    options = {
        "url": f"{url}/",
        "start": url + path,
        "cookie": folder / "cookies.json",
        "module": ",".join(MODULES),
        "skip": CSRF,
        "depth": 4,
        "max-links-per-page": 40,
        "max-files-per-dir": 6,
        "max-parameters": 20,
        "max-scan-time": CRAWL,
        "max-attack-time": ATTACK,
        "store-session": folder / "kept",
        "store-config": folder / "config",
        "format": "json",
        "output": report,
    }
    line = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    line += [part for out in KEPT_OUT for part in ("--exclude", f"{url}{out}*")]
    # It has a switch to keep its cookies as they are, and then sends none.
    _, is_done = _run(
        BIN / "wapiti", [*line, "--no-bugreport"], folder, CRAWL + ATTACK * len(MODULES) + GRACE
    )
    if not is_done:
        raise RuntimeError("wapiti did not end in its time, and so wrote no report.")
    told = json.loads(report.read_text())
    found = {
        (f"{category}: {each['info']}", f"{each['method']} {each['path']}{_of(each['parameter'])}")
        for kind in ("vulnerabilities", "anomalies", "additionals")
        for category, several in told[kind].items()
        for each in several
    }
    return sorted(found), f"{told['infos']['crawled_pages_nbr']} addresses crawled"


def sqlmap(url: str, path: str, session: str, folder: Path) -> tuple[list[Finding], str]:
    """Crawls, then tries to reach the database by every parameter of every form and address."""
    switches = ["--forms", "--batch", "--drop-set-cookie", "--ignore-redirects"]
    options = {
        "url": url + path,
        "cookie": f"sessionid={session}; csrftoken={SECRET}",
        "crawl": 2,
        "crawl-exclude": "|".join([*KEPT_OUT, "/static/"]),
        "skip": CSRF,
        "param-exclude": "csrf",
        "dbms": "sqlite",
        "level": 1,
        "risk": 1,
        "threads": 4,
        "technique": "BEU",
        "ignore-code": "*",
        "output-dir": folder / "sqlmap",
    }
    line = [f"--{name}={value}" for name, value in options.items()]
    told, is_done = _run(BIN / "sqlmap", [*line, *switches], folder, WHOLE)
    begun = [int(number) for number in BEGUN.findall(told)]
    reach = COUNT.search(told)
    tried = f"{max(begun, default=0)} of {reach[1] if reach else 0} targets tried"
    return sorted(set(said(told))), tried if is_done else f"{tried}, and then time was up"


def said(told: str) -> Iterator[Finding]:
    """What sqlmap said of holes and doubts, with the address of the target that it was at."""
    for found in SAYS.finditer(told):
        at = TARGET.findall(told, 0, found.start())[-1]
        where = f"{found['place'] or ''} {urlsplit(at).path}{_of(found['name'])}"
        yield found["what"].strip(), where.strip()


def _of(parameter: Any) -> str:
    return f" {parameter}" if parameter else ""


def _run(program: Path, line: list[str], folder: Path, seconds: float) -> tuple[str, bool]:
    """What it said, and whether it came to its own end. Raises where that was no good one."""
    log = folder / f"{program.name}.txt"
    with log.open("wb") as told:
        try:
            code = subprocess.run(
                [program, *line],
                cwd=folder,
                env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1"},
                timeout=seconds,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
            ).returncode
        except subprocess.TimeoutExpired:
            code = None
    words = log.read_text(errors="replace")
    if code:
        raise RuntimeError(f"{program.name} ended with {code}: {words[-2_000:]}")
    return words, code is not None
