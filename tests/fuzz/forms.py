"""The forms of a page, as a browser would send them, and what is put in their place."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random

Pairs = list[tuple[str, str]]

TYPED = {
    "number": "8",
    "date": "2026-10-01",
    "email": "somebody@example.org",
    "password": "legs up!",
}
NOT_SENT = {"button", "file", "image", "reset"}


@dataclass(slots=True)
class Form:
    """One form: what it sends where. Of radio buttons and options one will be chosen."""

    method: str
    action: str
    fixed: Pairs = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, rng: Random) -> Pairs:
        """As somebody might fill it in."""
        chosen = [(name, rng.choice(values)) for name, values in self.choices.items()]
        return self.fixed + chosen


class Reader(HTMLParser):
    """Finds the forms of a page."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or one of its fields is there."""
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(told.get("method", "get").upper(), told.get("action", ""))
            self.forms.append(self.open)
        elif self.open and tag == "select":
            self.select = told.get("name", "")
        elif self.open and tag == "option" and self.select:
            self.open.choices.setdefault(self.select, []).append(told.get("value", ""))
        elif self.open and told.get("name"):
            self._field(self.open, tag, told)

    def handle_endtag(self, tag: str) -> None:
        """A form or a choice is over."""
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""

    def _field(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name, kind, value = told["name"], told.get("type", "text"), told.get("value", "")
        if tag == "textarea":
            form.fixed.append((name, "Some words."))
        elif tag == "button" or kind in ("radio", "submit", "checkbox"):
            form.choices.setdefault(name, []).append(value or "on")
        elif tag == "input" and kind not in NOT_SENT:
            form.fixed.append((name, value or TYPED.get(kind, "words")))


def forms_in(page: str, at: str) -> Iterator[Form]:
    """Every form of the page at this address that leads somewhere on this site."""
    reader = Reader()
    reader.feed(page)
    for form in reader.forms:
        form.action = form.action.partition("#")[0] or at
        if form.action.startswith("?"):
            form.action = at.partition("?")[0] + form.action
        if form.action.startswith("/"):
            yield form


def spoilt(
    pairs: Pairs, rng: Random, junk: list[str], names: list[str], count: Counter[str]
) -> Pairs:
    """The same with up to three things wrong, or nothing; `count` says what."""
    found = list(pairs)
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        place = rng.randrange(len(found)) if found else None
        wrong = rng.choice(("value", "value", "value", "gone", "twice", "more"))
        if place is None or wrong == "more":
            wrong = "more"
            found.append((rng.choice(names), rng.choice(junk)))
        elif wrong == "value":
            found[place] = (found[place][0], rng.choice(junk))
        elif wrong == "gone":
            del found[place]
        else:
            found.append((found[place][0], rng.choice(junk)))
        count[f"field: {wrong}"] += 1
    return found
