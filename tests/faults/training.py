"""People who train while something breaks, and a ledger of every yes that they got.

What was not acknowledged is sent again as it was, with the same ids, until it is: as a page that is
sent again does, and an outbox. A yes is written down, through to the disk, before the next word.
"""

import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode
from uuid import uuid4

from tests.faults.sites import PATIENCE, PAUSE, Person, Site
from tests.fuzz.serving import HOST

TOKEN = "c" * 32
SETS = 3
AGAIN = 0.1
"""Seconds until what was not acknowledged is sent again."""
UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent, and the rows that it should become: (kind, uuid) each."""

    path: str
    body: bytes
    rows: tuple[tuple[str, str], ...]
    is_batch: bool = False

    def headers(self, person: Person) -> dict[str, str]:
        """By a script of our page, or as an htmx form."""
        own = {
            "Cookie": f"sessionid={person.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if self.is_batch:
            return own | {"Content-Type": "application/json", "Accept": "application/json"}
        return own | {"HX-Request": "true"}


def raw(message: Message, person: Person, port: int) -> bytes:
    """The whole request as it goes over the line; the connection ends with its answer."""
    fields = {"Host": f"{HOST}:{port}", "Content-Length": len(message.body), "Connection": "close"}
    lines = [f"{name}: {value}" for name, value in (fields | message.headers(person)).items()]
    head = "\r\n".join([f"POST {message.path} HTTP/1.1", *lines, "", ""])
    return head.encode() + message.body


def begun(workout: str) -> Message:
    """A workout begins, on its page."""
    return Message("/workout/begin/", form(uuid=workout), (("workout", workout),))


def one_set(workout: str, number: int, *, uuid: str = "", reps: int = 12) -> Message:
    """A set, on its page; all went well."""
    uuid = uuid or str(uuid4())
    told = {"reps": reps, "lumbar_contact": "held", "pops": 0, "discomfort": 0}
    body = form(uuid=uuid, workout=workout, number=number, **told)
    return Message("/workout/", body, (("set", uuid),))


def form(**fields: object) -> bytes:
    """As a page sends it."""
    return urlencode(fields).encode()


def now() -> str:
    """By a phone whose clock is right."""
    return datetime.now(UTC).isoformat()


def entries_of(person: Person, sets: int = SETS) -> list[dict[str, Any]]:
    """A workout as a phone tells it."""
    at = now()
    workout = {"id": str(uuid4()), "at": at, "plan": person.plan}
    own = {"account": person.account, "at": at}
    answers = {"reps": 12, "lumbar_contact": "held", "pops": 0, "discomfort": 0, "symptoms": []}
    asked = {"asked": {"level": 1, "rep_step": 0}}
    each = [
        {**own, **answers, **asked, "type": "set", "id": str(uuid4()), "workout": workout}
        | {"number": number}
        for number in range(1, sets + 1)
    ]
    return [{**own, "type": "workout", "id": workout["id"], "plan": person.plan}, *each]


def batch(entries: list[dict[str, Any]], *, offered: tuple[str, ...] = ()) -> Message:
    """What an outbox sends."""
    sent = {"sent_at": now(), "device": str(uuid4()), "entries": entries, "offered": offered}
    rows = [("entry", each["id"]) for each in entries]
    rows += [(each["type"], each["id"]) for each in entries]
    return Message("/outbox/", json.dumps(sent).encode(), tuple(rows), is_batch=True)


class Ledger:
    """What was offered and what was promised, a line each: a word, a kind and a uuid."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a")
        self._turn = threading.Lock()

    def write(self, word: str, message: Message) -> None:
        """Through to the disk."""
        with self._turn:
            self._file.writelines(f"{word} {kind} {uuid}\n" for kind, uuid in message.rows)
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Nothing is added any more."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class Tally:
    """What came: answers by kind; `strange` ones that nobody should get."""

    answers: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)


class Teller:
    """A line to the site that is made anew where it broke. What came is `said`, as a Tally."""

    def __init__(self, site: Site) -> None:
        self.site, self.said = site, Tally()
        self._line: HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._line:
            self._line.close()
            self._line = None

    def tell(self, person: Person, message: Message) -> str:
        """Send it once: "yes", "503", "strange" or "no answer"."""
        try:
            self._line = self._line or HTTPConnection(HOST, self.site.port, timeout=PATIENCE)
            self._line.request("POST", message.path, message.body, message.headers(person))
            answer = self._line.getresponse()
            kind, fault = judge(message, answer, answer.read().decode(errors="replace"))
        except (OSError, HTTPException):
            kind, fault = "no answer", ""
        if kind != "yes":
            self.__exit__()
        self.said.answers[kind] += 1
        if fault:
            self.said.strange.append(fault)
        return kind


class Course:
    """Where each client's next set goes: another workout begins once the last has all its sets."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller
        self._last: dict[Person, tuple[str, int]] = {}

    def next(self, person: Person) -> tuple[str, int]:
        """A workout under way, and a number."""
        workout, number = self._last.get(person, ("", SETS))
        if number == SETS:
            workout, number = str(uuid4()), 0
            # A line that was idle for a while may have been closed.
            assert "yes" in (self._teller.tell(person, begun(workout)) for _ in range(3))
        self._last[person] = workout, number + 1
        return self._last[person]


class Trainee(threading.Thread):
    """One client, one workout after another, until it is over and the last one is acknowledged."""

    def __init__(self, training: "Training", person: Person, *, by_phone: bool) -> None:
        super().__init__(daemon=True)
        self.training, self.person, self.by_phone = training, person, by_phone
        self.teller = Teller(training.site)

    def run(self) -> None:
        """Train."""
        with self.teller:
            while not self.training.over.is_set():
                for message in self._messages():
                    self.training.ledger.write("offered", message)
                    if not self._tell(message):
                        return
                    self.training.ledger.write("promised", message)

    def _messages(self) -> Iterator[Message]:
        if self.by_phone:
            yield batch(entries_of(self.person))
            return
        workout = str(uuid4())
        yield begun(workout)
        for number in range(1, SETS + 1):
            yield one_set(workout, number)

    def _tell(self, message: Message) -> bool:
        """Whether there was a yes at last."""
        while not self.training.given_up.is_set():
            answer = self.teller.tell(self.person, message)
            if answer == "yes":
                return True
            if answer == "strange":
                self.training.given_up.set()
            PAUSE.wait(AGAIN)
        return False


def judge(message: Message, answer: HTTPResponse, text: str) -> tuple[str, str]:
    """The kind of an answer, and what is wrong with it."""
    told = f"{answer.status} {message.path} {text[:300]}"
    if answer.status == UNAVAILABLE:
        is_good = is_a_good_refusal(message, answer, text)
        return ("503", "") if is_good else ("strange", told)
    if message.is_batch and answer.status == HTTPStatus.OK:
        found = {each["status"] for each in json.loads(text)["results"]}
        return ("yes", "") if found <= {"stored", "known"} else ("strange", told)
    # To the login page is no yes.
    where = answer.headers["Location"] or answer.headers["HX-Redirect"] or ""
    if not message.is_batch and where.startswith("/workout/"):
        return "yes", ""
    return "strange", f"{told} {where}"


def is_a_good_refusal(message: Message, answer: HTTPResponse, text: str) -> bool:
    """When to come back; for a form a line above the page, for a script data."""
    if not answer.headers["Retry-After"]:
        return False
    if message.is_batch:
        return "why" in json.loads(text)
    return answer.headers["HX-Retarget"] == "#alert" and "<html" not in text


class Training:
    """Everybody trains, each as one client: every other one by a phone's outbox."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.ledger = Ledger(site.folder / "ledger")
        self.over, self.given_up = threading.Event(), threading.Event()
        self.trainees = [
            Trainee(self, person, by_phone=bool(number % 2))
            for number, person in enumerate(site.people)
        ]

    @property
    def tally(self) -> Tally:
        """Of all of them, until now."""
        said = [each.teller.said for each in self.trainees]
        answers = sum((each.answers for each in said), Counter())
        return Tally(answers, [fault for each in said for fault in each.strange])

    def start(self) -> Self:
        """Everybody begins."""
        for each in self.trainees:
            each.start()
        return self

    def had(self, more: int, *, within: float = PATIENCE) -> float:
        """Return once so many more were acknowledged, and after how many seconds."""
        return self.saw("yes", more, within=within)

    def saw(self, kind: str, more: int, *, within: float = PATIENCE) -> float:
        """The same for any kind of answer."""
        wanted = self.tally.answers[kind] + more
        return self._until(lambda: self.tally.answers[kind] >= wanted, within)

    def everybody_had_one(self) -> float:
        """Return once each of them had a yes from now on, and after how many seconds."""
        tellers = [each.teller for each in self.trainees]
        wanted = [each.said.answers["yes"] + 1 for each in tellers]
        pairs = list(zip(tellers, wanted, strict=True))
        return self._until(
            lambda: all(each.said.answers["yes"] >= least for each, least in pairs), PATIENCE
        )

    def _until(self, is_so: Callable[[], bool], within: float) -> float:
        began = time.monotonic()
        while not is_so():
            if time.monotonic() > began + within or self.given_up.is_set():
                raise TimeoutError(f"{self.tally}")
            PAUSE.wait(0.005)
        return time.monotonic() - began

    def end(self) -> None:
        """Return when all that was offered is acknowledged."""
        self.over.set()
        ends = time.monotonic() + PATIENCE
        for each in self.trainees:
            each.join(max(0.0, ends - time.monotonic()))
        still = [each for each in self.trainees if each.is_alive()]
        self.given_up.set()
        for each in still:
            each.join(PATIENCE)
        self.ledger.close()
        if still or self.tally.strange:
            raise AssertionError(f"{len(still)} still wait. {self.tally}")


@contextmanager
def training(site: Site) -> Iterator[Training]:
    """While the block runs."""
    found = Training(site).start()
    try:
        yield found
    finally:
        found.end()
