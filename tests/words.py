"""`make words`: brings `locale/` up to date with the texts of code, templates and catalogue.

docs/languages.md says how a translator works. Nothing in the files says when, where or by whom
they were made, so that they change where a text did and nowhere else.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import django
import polib
from django.utils.translation.template import templatize

from tests.environment import ROOT

LOCALE = ROOT / "locale"
PLURALS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
        " : n%100>=11 && n%100<=99 ? 4 : 5);"
    ),
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
}
"""The languages, and how each counts."""

CALLS = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "lazy": 1,
    "ngettext": 2,
    "pgettext": -1,
}
"""What marks a text in code: how many of its arguments are texts; -1 is a context and a text."""
CALL = re.compile(r"(?<![\w.])(?:n?gettext|pgettext|_)\(")

SAFETY = "safety: to be reviewed by a professional"
"""The comment on a text that may hurt somebody where it is translated wrongly."""
SAFE_PLACES = re.compile(
    r"coaching/(words|stops|mailing|receipts)\.py"
    r"|coaching/catalogue/(advice|screening|rules|patterns)"
    r"|templates/(base|500|503|_away)\.html|templates/forms/(signs|scale)"
    r"|templates/coaching/(_advice|_no_sign|_refer|_stop|stopped|locked|report|advice|check_stop)"
    r"|templates/coaching/(lesson_safe|player/signs|mail/)"
)

OF_DJANGO = (
    "- Select an option -",
    "Filter by %(field_name)s",
    "Pagination %(name)s",
    "Run",
    "Search %(name)s",
)
"""Texts of Django's admin that it does not have in one of our languages."""

Key = tuple[str | None, str]


def main() -> None:
    """Write every catalogue, and what the site reads of it."""
    for language in PLURALS:
        path = po_path(language)
        catalogue = merged(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(catalogue))
        path.with_suffix(".mo").write_bytes(catalogue.to_binary())
        missing = len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries())
        safe = sum(SAFETY in entry.comment for entry in catalogue)
        sys.stdout.write(
            f"{language}: {len(catalogue)} texts, {safe} for safety, {missing} to do\n"
        )


def po_path(language: str) -> Path:
    """Where a translator works."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def as_text(catalogue: polib.POFile) -> str:
    """A catalogue as its file."""
    return f"{catalogue}".rstrip("\n") + "\n"


def merged(language: str) -> polib.POFile:
    """The catalogue with the texts of now, and the translations there are of them."""
    path = po_path(language)
    known: dict[Key, polib.POEntry] = {}
    if path.exists():
        known = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))}
    catalogue = polib.POFile(wrapwidth=99)
    catalogue.metadata = {
        "Project-Id-Version": "Lumbar Lock",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for key, entry in extracted().items():
        before = known.get(key)
        if before is not None and bool(before.msgid_plural) == bool(entry.msgid_plural):
            entry.msgstr, entry.msgstr_plural = before.msgstr, before.msgstr_plural
            entry.tcomment = before.tcomment
            entry.flags += [flag for flag in before.flags if flag == "fuzzy"]
        if entry.msgid_plural and not entry.msgstr_plural:
            count = int(re.search(r"nplurals=(\d)", PLURALS[language])[1])  # type: ignore[index]
            entry.msgstr_plural = dict.fromkeys(range(count), "")
        catalogue.append(entry)
    return catalogue


def extracted() -> dict[Key, polib.POEntry]:
    """Every text there is, in the order of the files; without a translation."""
    found: dict[Key, polib.POEntry] = {}
    for place, context, text, plural in sorted(texts(), key=lambda told: told[0]):
        key = context, text
        if key not in found:
            flags = ["python-format"] if "%(" in text else []
            flags += ["python-brace-format"] if re.search(r"\{\w*\}", text) else []
            found[key] = polib.POEntry(msgctxt=context, msgid=text, flags=flags)
        entry = found[key]
        if plural:
            entry.msgid_plural = plural
        if (place, "") not in entry.occurrences:
            entry.occurrences.append((place, ""))
        if SAFE_PLACES.match(place):
            entry.comment = SAFETY
    return found


def texts() -> Iterator[tuple[str, str | None, str, str]]:
    """Where it stands, its context, the text, and its plural."""
    for app in ("accounts", "coaching", "config"):
        for path in (ROOT / app).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and (told := in_call(call)):
                    yield (name(path), *told)
    for path in (ROOT / "templates").rglob("*.*"):
        for told in in_template(path):
            yield (name(path), *told)
    for place, text in (*in_catalogue(), *at_the_desk()):
        yield place, None, text, ""


def name(path: Path) -> str:
    """The path as everybody has it."""
    return path.relative_to(ROOT).as_posix()


def in_call(call: ast.Call) -> tuple[str | None, str, str] | None:
    """The texts of a call that marks some."""
    called = call.func.id if isinstance(call.func, ast.Name) else ""
    count = CALLS.get(called, 0)
    given = [word.value for word in call.args[: abs(count) + (count < 0)] if is_text(word)]  # type: ignore[attr-defined]
    if count == -1 and len(given) == 2:
        return given[0], given[1], ""
    if count < 1 or len(given) != count or not given[0]:
        return None
    return None, given[0], given[1] if count == 2 else ""


def is_text(node: ast.AST) -> bool:
    """Whether that is a text as it is written."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def in_template(path: Path) -> Iterator[tuple[str | None, str, str]]:
    """The texts of a template, found by Django's own reading of it."""
    code = templatize(path.read_text(), origin=name(path))
    for start in CALL.finditer(code):
        call = ast.parse(code[start.start() : end_of_call(code, start.end())]).body[0]
        if isinstance(call, ast.Expr) and isinstance(call.value, ast.Call):
            told = in_call(call.value)
            if told:
                yield told


def end_of_call(code: str, at: int) -> int:
    """Where the bracket closes that was opened just before."""
    open_brackets, quote = 1, ""
    while open_brackets:
        sign = code[at]
        if quote:
            at += sign == "\\"
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        else:
            open_brackets += (sign == "(") - (sign == ")")
        at += 1
    return at


def in_catalogue() -> Iterator[tuple[str, str]]:
    """The texts of the TOML files, what stands for some of them, and the rules' own sources."""
    from coaching import catalogue
    from coaching.catalogue import speaking

    folder = ROOT / "coaching" / "catalogue"
    for path in folder.rglob("*.toml"):
        for text in words_of(tomllib.loads(path.read_text()), speaking):
            yield name(path), text
    written = catalogue.builtin()
    for slug in written.variations:
        natural = catalogue.in_natural_curve(written, slug)
        yield from ((name(folder / "cues.toml"), text) for text in words_of(natural, speaking))
    yield from of_the_rules()


def at_the_desk() -> Iterator[tuple[str, str]]:
    """The names of models and fields, and what Django's own catalogues lack."""
    from accounts import texts

    yield from (("coaching/site.py", text) for text in sorted(texts.NAMES))
    yield from (("django/contrib/admin", text) for text in OF_DJANGO)


def of_the_rules() -> Iterator[tuple[str, str]]:
    """What the rules say of themselves, their numbers and sources, and what the article says."""
    from coaching.rules import judgement, policy

    for number in fields(policy.Policy):
        yield "coaching/rules/policy.py", number.name.replace("_", " ").capitalize()
        for told in ("unit", "source"):
            if number.metadata[told]:
                yield "coaching/rules/policy.py", number.metadata[told]
    for rule in (*judgement.RULES, judgement.NEXT_MORNING):
        yield "coaching/rules/judgement.py", rule.says
        for source in rule.sources:
            if source.startswith("ext: "):
                yield "coaching/rules/judgement.py", source
    for home in tomllib.loads((ROOT / "docs" / "traceability.toml").read_text()).values():
        yield "docs/traceability.toml", home["says"]


def words_of(told: Any, speaking: Any, key: str = "") -> Iterator[str]:
    """What somebody reads of these values."""
    if isinstance(told, dict):
        for part, value in told.items():
            yield from words_of(value, speaking, part)
    elif isinstance(told, list):
        for value in told:
            yield from words_of(value, speaking, key)
    elif speaking.is_text(told, key):
        yield told


if __name__ == "__main__":
    django.setup()
    main()
