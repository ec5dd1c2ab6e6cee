"""TOML to values: all files or none, and a fault names its file, line and reason."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from coaching.catalogue import shapes
from coaching.catalogue.definitions import read_definition
from coaching.strict import Fault

BUILT_IN = Path(__file__).parent

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CatalogueFault:
    """One thing that is wrong, and where: `line` counts from 1."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}: {self.reason}"


class FaultyCatalogue(ValueError):
    """A catalogue of which nothing is loaded; `faults` are in the order of the files."""

    def __init__(self, faults: list[CatalogueFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything the catalogue holds, by slug, in the order of the files.

    `programs` are definitions: plain values that `program_from` turns into the rules'
    own, with each level carrying its variation's geometry, so that a stored definition
    means the same for ever.
    """

    programs: Mapping[str, Table]
    variations: Mapping[str, Table]
    cards: Mapping[str, Table]
    questions: Mapping[str, Table]
    rule_texts: Mapping[str, Table]
    sections: Mapping[str, Table]
    glossary: Mapping[str, Table]
    links: Mapping[str, Table]
    outcomes: Mapping[str, Table]
    cues: Mapping[str, Table]
    natural_curve: Mapping[str, Table]
    patterns: Mapping[str, Table]
    pattern_lines: Mapping[str, Table]


@cache
def builtin() -> Catalogue:
    """The catalogue that ships with the product."""
    return read_catalogue(BUILT_IN)


def read_catalogue(folder: Path) -> Catalogue:
    """Read a whole catalogue. Raises FaultyCatalogue with every fault found."""
    faults: list[CatalogueFault] = []
    tables = {
        name: _Source.of(folder / f"{name}.toml", faults)
        for name in ("variations", "advice", "screening", "rules", "learn", "cues", "patterns")
    }
    variations = tables["variations"].array("variation", shapes.VARIATION)
    catalogue = Catalogue(
        variations=variations,
        cards=tables["advice"].array("card", shapes.CARD),
        questions=tables["screening"].array("question", shapes.QUESTION),
        rule_texts=tables["rules"].array("rule", shapes.RULE_TEXT, key="name"),
        sections=tables["learn"].array("section", shapes.SECTION),
        glossary=tables["learn"].array("term", shapes.TERM),
        links=tables["learn"].array("link", shapes.LINK),
        outcomes=tables["learn"].array("outcome", shapes.OUTCOME),
        cues=tables["cues"].array("cue", shapes.CUE, key="name"),
        natural_curve=tables["cues"].array("lock", shapes.LOCK, key="flat"),
        patterns=tables["patterns"].array("pattern", shapes.PATTERN, key="name"),
        pattern_lines=tables["patterns"].array("line", shapes.LINE, key="name"),
        programs=_programs(folder / "programs", variations, faults),
    )
    if faults:
        raise FaultyCatalogue(faults)
    return catalogue


@dataclass(frozen=True, slots=True)
class _Source:
    """One TOML file with what is needed to name a line in it."""

    path: Path
    text: str
    content: Table
    faults: list[CatalogueFault]

    @classmethod
    def of(cls, path: Path, faults: list[CatalogueFault]) -> "_Source":
        text, content = "", {}
        try:
            text = path.read_text("utf-8")
            content = tomllib.loads(text)
        except OSError as error:
            faults.append(CatalogueFault(path, 1, error.strerror or "cannot be read"))
        except UnicodeDecodeError:
            faults.append(CatalogueFault(path, 1, "not UTF-8"))
        except tomllib.TOMLDecodeError as error:
            faults.append(CatalogueFault(path, _line_of(error, text), str(error)))
        return cls(path, text, content, faults)

    def array(self, name: str, shape: shapes.Shape, *, key: str = "slug") -> dict[str, Table]:
        """An array of tables by their key; faults are noted with their line."""
        tables: dict[str, Table] = {}
        for place, table in enumerate(self.entries(name)):
            line = self.line(name, place)
            read = self.noting(line, partial(shape.read, table))
            if read and read[key] in tables:
                self.fault(line, f"{key} {read[key]!r} stands twice")
            elif read:
                tables[read[key]] = read
        return tables

    def entries(self, name: str) -> list[Any]:
        """The tables of an array, unread; none, and a fault, where it is no array."""
        found = self.content.get(name, [])
        if isinstance(found, list):
            return found
        self.fault(1, f"{name} must be an array of tables: [[{name}]]")
        return []

    def noting(self, line: int, read: Callable[[], Table]) -> Table | None:
        try:
            return read()
        except Fault as fault:
            self.fault(line, str(fault))
            return None

    def fault(self, line: int, reason: str) -> None:
        self.faults.append(CatalogueFault(self.path, line, reason))

    def line(self, name: str, place: int) -> int:
        """Where the table of that name and place begins."""
        heads = [
            number
            for number, line in enumerate(self.text.splitlines(), start=1)
            if line.strip().replace(" ", "").startswith(f"[[{name}]]")
        ]
        return heads[place] if place < len(heads) else 1


def _line_of(error: tomllib.TOMLDecodeError, text: str) -> int:
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else max(1, text.count("\n"))


# Programs


def _programs(
    folder: Path, variations: Mapping[str, Table], faults: list[CatalogueFault]
) -> dict[str, Table]:
    programs: dict[str, Table] = {}
    for path in sorted(folder.glob("*.toml")):
        source = _Source.of(path, faults)
        definition = _program(source, variations) if not _unread(source) else None
        if definition and definition["slug"] != path.stem:
            source.fault(1, f"the slug {definition['slug']!r} is not the name of the file")
        elif definition:
            programs[path.stem] = definition
    for slug, definition in programs.items():
        if definition.get("leads_into", slug) not in programs and not faults:
            path = folder / f"{slug}.toml"
            faults.append(CatalogueFault(path, 1, "leads_into names no program"))
    return programs


def _unread(source: _Source) -> bool:
    return any(fault.path == source.path for fault in source.faults)


def _program(source: _Source, variations: Mapping[str, Table]) -> Table | None:
    content = {key: value for key, value in source.content.items() if key != "level"}
    definition, faults = read_definition({**content, "levels": source.entries("level")}, variations)
    for fault in faults:
        line = source.line("level", fault.level - 1) if fault.level else 1
        source.fault(line, str(fault))
    return None if _unread(source) else definition
