"""`authz.toml`, read: who gets what at each address. Nothing is filled in that is not written."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PLACE = Path(__file__).with_name("authz.toml")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
USUALLY = {"HEAD": "get"}
AS = {"as get": "get", "as post": "post"}


@dataclass(frozen=True)
class Row:
    """`answers` are what each actor gets, by method; `sees` are who can tell that it is there;
    for `blind` no table of health may be looked into.
    """

    answers: dict[str, dict[str, str]]
    sees: frozenset[str]
    blind: frozenset[str]


def table() -> tuple[list[str], dict[str, Row]]:
    """The actors, and a row for each name. Raises ValueError for what is said twice, or not."""
    read = tomllib.loads(PLACE.read_text())
    sets: dict[str, list[str]] = read["sets"]
    actors = sorted(_people(["everybody"], sets))
    blind = frozenset(_people(["reads_no_health"], sets))
    rows: dict[str, Row] = {}
    for group in read["group"]:
        row = Row(
            {method: _answers(group, method, sets) for method in METHODS},
            frozenset(_people(group.get("sees", []), sets)),
            blind - set(_people(group.get("health", []), sets)),
        )
        for name in group["addresses"]:
            if name in rows:
                raise ValueError(f"{name} stands there twice.")
            rows[name] = row
    return actors, rows


def _answers(group: dict[str, Any], method: str, sets: dict[str, list[str]]) -> dict[str, str]:
    told = group[_key(group, method)]
    for _ in AS:
        told = group[AS[told]] if isinstance(told, str) and told in AS else told
    if isinstance(told, str):
        if told in AS:
            raise ValueError(f"{group['what']}: an answer stands for itself.")
        return dict.fromkeys(_people(["everybody"], sets), told)
    found: dict[str, str] = {}
    for answer, names in told.items():
        for actor in _people(names, sets):
            if actor in found:
                raise ValueError(f"{group['what']}: {actor} gets two answers.")
            found[actor] = answer
    if missing := set(_people(["everybody"], sets)) - set(found):
        raise ValueError(f"{group['what']}: {sorted(missing)} get none.")
    return found


def _key(group: dict[str, Any], method: str) -> str:
    own = method.lower()
    return own if own in group else USUALLY.get(method, "other")


def _people(names: list[str], sets: dict[str, list[str]]) -> list[str]:
    return [
        actor for name in names for actor in (_people(sets[name], sets) if name in sets else [name])
    ]
