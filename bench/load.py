"""Many people at once: set reports and page reads at a steady rate, and a ledger of every yes.

python -m bench.load sqlite|postgres [SECONDS [SHARE [SIGN-INS]]]

SHARE of the rate, where this machine cannot hold all of it: 50 set reports and 100 reads a second.
SIGN-INS a second beside them: a login storm, where there are any.

Reports and reads begin when their time has come, whether or not earlier ones were answered, and
waiting counts: a server that falls behind cannot hide it. At the end the ledger is compared with
the database: nothing that was acknowledged may be missing, or there twice.
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import cycle
from pathlib import Path
from platform import freedesktop_os_release, python_version
from statistics import quantiles
from urllib.parse import urlencode
from uuid import UUID, uuid4

from bench.stage import HOST, SCRATCH, announce, prepare

if __name__ == "__main__":
    from tests.postgres import Server as Postgres

    _database = ExitStack()
    _url = {}
    if sys.argv[1] == "postgres":
        _server = Postgres(SCRATCH / "postgres", durable=True)
        _database.callback(_server.stop)
        _url = {"DATABASE_URL": _server.start()}
    # Each client has an address of their own, as behind a proxy: limits count by address.
    prepare(TRUSTED_PROXIES="1", **_url)

    import django

    django.setup()

from django.conf import settings
from django.core.management import call_command

from bench.queries import clean_set
from bench.server import SERVE, Server
from bench.tables import Table, keep, of_this_machine
from coaching.models import Enrolment, SetReport
from coaching.rules.terms import Status

CLIENTS = 300
WORKOUTS = 20
SETS_A_SECOND = 50
READS_A_SECOND = 100
SETS = 3
PAGES = ("/workout/",) * 9 + ("/today/",) * 3 + ("/learn/",) * 2 + ("/history/",)
"""In the shares of a session: its 18 posts lead to 18 pages of the next set, of about 30 in all."""
LOOKS = 20
"""At the server's memory."""
PATIENCE = 30
"""Seconds."""


@dataclass(frozen=True)
class Wanted:
    """How long, how much of the rates, and how many sign-ins a second beside that."""

    seconds: float = 600
    share: float = 1
    sign_ins: float = 0


class Refused(Exception):
    """An answer that nobody should get; `str()` of it is the status and the path."""


@dataclass
class Tally:
    """What came of it. Times are seconds from when a request was due to its answer."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    acknowledged: list[UUID] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    wal_megabytes: float = 0
    client_cpu: float = 0
    server_cpu: float = 0

    def add(self, kind: str, seconds: float) -> None:
        """One that was answered as it should be."""
        self.waits.setdefault(kind, []).append(seconds)


class Browser:
    """One client's browser: a connection that stays open, cookies, and one request at a time."""

    def __init__(self, number: int, email: str) -> None:
        self.email = email
        self.done = number // SETS % SETS
        self.address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.cookies: SimpleCookie = SimpleCookie()
        self.turn = asyncio.Lock()
        self.stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.workout, self.sets = uuid4(), SETS

    async def sign_in(self) -> None:
        """With the password, as everybody does."""
        await self.get("/accounts/login/")
        told = {"login": self.email, "password": settings.DEMO_PASSWORD}
        await self.post("/accounts/login/", told, expected=302)

    async def begin(self, tally: Tally) -> None:
        """Sign in, and train until each is at a set of their own.

        Else all would begin their workouts in the same second, and again after every third set.
        """
        await self.sign_in()
        for _ in range(self.done):
            await self.log_set(tally)

    async def sign_in_once(self) -> None:
        """As somebody who comes with nothing, and leaves."""
        await self.sign_in()
        if self.stream:
            self.stream[1].close()

    async def get(self, path: str) -> None:
        """Read a page to its end."""
        await self._ask("GET", path, expected={200, 302})

    async def post(self, path: str, told: dict[str, object], *, expected: int) -> None:
        """Send a form."""
        await self._ask("POST", path, body=urlencode(told).encode(), expected={expected})

    async def log_set(self, tally: Tally) -> None:
        """One set; after the last of a workout, another workout first."""
        if self.sets == SETS:
            self.workout, self.sets = uuid4(), 0
            await self.post("/workout/begin/", {"uuid": self.workout}, expected=302)
        told = clean_set(self.workout, self.sets + 1)
        await self.post("/workout/", told, expected=302)
        self.sets += 1
        tally.acknowledged.append(UUID(str(told["uuid"])))

    async def _ask(self, method: str, path: str, *, expected: set[int], body: bytes = b"") -> None:
        async with asyncio.timeout(PATIENCE):
            try:
                status = await self._exchange(method, path, body)
            except (ConnectionError, asyncio.IncompleteReadError):
                # A server closes a connection that was idle. Each request may be sent twice.
                status = await self._exchange(method, path, body)
        if status not in expected:
            raise Refused(f"{status} {method} {path}")

    async def _exchange(self, method: str, path: str, body: bytes) -> int:
        if self.stream is None:
            self.stream = await asyncio.open_connection(HOST, settings.PORT)
        reader, writer = self.stream
        try:
            writer.write(self._head(method, path, len(body)) + body)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            fields = [line.partition(": ")[::2] for line in head[1:] if line]
            for name, value in fields:
                if name.lower() == "set-cookie":
                    self.cookies.load(value)
            await _rest(reader, {name.lower(): value for name, value in fields})
        except (OSError, asyncio.IncompleteReadError):
            self.stream = None
            raise
        return int(head[0].split()[1])

    def _head(self, method: str, path: str, length: int) -> bytes:
        token = self.cookies.get(settings.CSRF_COOKIE_NAME)
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {HOST}:{settings.PORT}",
            f"Cookie: {self.cookies.output(attrs=[], header='', sep=';').strip()}",
            f"X-Forwarded-For: {self.address}",
            f"X-CSRFToken: {token.value if token else ''}",
            "Accept-Encoding: gzip",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {length}",
        ]
        return "\r\n".join([*lines, "", ""]).encode()


async def _rest(reader: asyncio.StreamReader, fields: dict[str, str]) -> None:
    """What follows the head of an answer."""
    if fields.get("transfer-encoding") == "chunked":
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readuntil(b"\r\n")
    else:
        await reader.readexactly(int(fields.get("content-length", 0)))


async def play(emails: Sequence[str], wanted: Wanted, server: Server) -> Tally:
    """Everybody signs in, and then the streams of requests run beside each other."""
    tally = Tally()
    browsers = [Browser(number, email) for number, email in enumerate(emails)]
    for some in range(0, len(browsers), 8):
        await asyncio.gather(*(one.begin(tally) for one in browsers[some : some + 8]))
    announce(f"{len(browsers)} clients are in; {wanted.seconds:.0f} s of requests begin")
    turns, pages = cycle(browsers), cycle(PAGES)
    comers = (Browser(number, email) for number, email in enumerate(cycle(emails), len(browsers)))
    before = time.process_time(), server.cpu_seconds()
    watch = asyncio.create_task(_watch(tally, server, wanted.seconds))
    async with asyncio.TaskGroup() as group:
        for kind, rate, own, act in (
            ("set report", wanted.share * SETS_A_SECOND, turns, lambda one: one.log_set(tally)),
            ("page read", wanted.share * READS_A_SECOND, turns, lambda one: one.get(next(pages))),
            ("sign-in", wanted.sign_ins, comers, Browser.sign_in_once),
        ):
            stream = _stream(group, tally, kind, rate, wanted.seconds, own, act)
            group.create_task(stream)
    await watch
    tally.client_cpu = time.process_time() - before[0]
    tally.server_cpu = server.cpu_seconds() - before[1]
    return tally


async def _watch(tally: Tally, server: Server, seconds: float) -> None:
    """What lies in memory, and in SQLite's log of what is not in the database yet."""
    for _ in range(LOOKS):
        await asyncio.sleep(seconds / LOOKS)
        tally.megabytes.append(server.worker_megabytes())
        tally.wal_megabytes = max(tally.wal_megabytes, wal_megabytes())


def wal_megabytes() -> float:
    """The size of SQLite's log now; 0 where there is none."""
    log = Path(f"{settings.DATABASES['default']['NAME']}-wal")
    return log.stat().st_size / 1e6 if log.exists() else 0


async def _stream(
    group: asyncio.TaskGroup,
    tally: Tally,
    kind: str,
    rate: float,
    seconds: float,
    browsers: Iterator[Browser],
    act: Callable[[Browser], Awaitable[None]],
) -> None:
    began = time.perf_counter()
    for number in range(round(rate * seconds)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        group.create_task(_one(tally, kind, due, next(browsers), act))


async def _one(
    tally: Tally,
    kind: str,
    due: float,
    browser: Browser,
    act: Callable[[Browser], Awaitable[None]],
) -> None:
    try:
        async with browser.turn:
            await act(browser)
    except (OSError, asyncio.IncompleteReadError, TimeoutError, Refused) as fault:
        tally.faults[f"{kind}: {fault or type(fault).__name__}"] += 1
    else:
        tally.add(kind, time.perf_counter() - due)


def training() -> list[str]:
    """Who may train: nobody whose program is stopped."""
    own = Enrolment.objects.active().filter(status=Status.ACTIVE)
    return list(own.order_by("pk").values_list("client__email", flat=True))


def check(ledger: Path) -> tuple[int, int]:
    """How many acknowledged reports are missing, and how many are there twice."""
    promised = [UUID(line) for line in ledger.read_text().split()]
    there = Counter(SetReport.objects.filter(uuid__in=promised).values_list("uuid", flat=True))
    missing = sum(uuid not in there for uuid in promised)
    return missing, len(promised) - len(set(promised)) + sum(n > 1 for n in there.values())


def table(database: str, wanted: Wanted, tally: Tally, lost: tuple[int, int]) -> Table:
    """As people and later runs read it."""
    seconds = wanted.seconds
    rows = []
    for kind, waits in sorted(tally.waits.items()):
        cuts = [1000 * cut for cut in quantiles(waits, n=100)]
        rows.append((kind, len(waits) / seconds, cuts[49], cuts[94], cuts[98], 1000 * max(waits)))
    rows += [
        (f"not as it should be: {name}", count, "", "", "", "")
        for name, count in tally.faults.items()
    ]
    rows.append(("acknowledged and missing, or twice", sum(lost), "", "", "", ""))
    for name, cpu in (("server", tally.server_cpu), ("client", tally.client_cpu)):
        rows.append((f"processors kept busy by the {name}", cpu / seconds, "", "", "", ""))
    early, late = tally.megabytes[1], tally.megabytes[-1]
    for name, megabytes in (
        ("MB of memory a worker, a tenth in", early),
        ("MB of memory a worker, at the end", late),
        ("MB of SQLite's write-ahead log, at most", tally.wal_megabytes),
    ):
        if megabytes:
            rows.append((name, megabytes, "", "", "", ""))
    return Table(
        title=f"{'A login storm' if wanted.sign_ins else 'Load'} on {database}",
        about=f"{seconds:.0f} s, signed-in clients; milliseconds from when each was due."
        f" {freedesktop_os_release()['PRETTY_NAME']}, Python {python_version()}.",
        columns=("", "a second", "p50", "p95", "p99", "most"),
        rows=tuple(rows),
    )


def main(database: str, wanted: Wanted) -> int:
    """Exit status 1 where anything was not as it should be."""
    call_command("migrate", verbosity=0)
    call_command("grow", clients=CLIENTS, workouts=WORKOUTS, verbosity=0)
    ledger = SCRATCH / "ledger"
    with Server(SERVE) as server:
        tally = asyncio.run(play(training(), wanted, server))
    ledger.write_text("\n".join(map(str, tally.acknowledged)))
    lost = check(ledger)
    found = table(database, wanted, tally, lost)
    print(found)
    keep([of_this_machine(), found])
    call_command("rebuild", "--check")
    return int(bool(tally.faults) or any(lost))


if __name__ == "__main__":
    with _database:
        sys.exit(main(sys.argv[1], Wanted(*map(float, sys.argv[2:]))))
