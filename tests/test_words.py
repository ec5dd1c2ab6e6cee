"""The catalogues of translations: none is stale, and none breaks a sentence."""

import re
from collections import Counter

import polib
import pytest
from django.conf import settings

from tests import words
from tests.environment import ROOT

LANGUAGES = sorted(words.PLURALS)
PLACES = re.compile(r"%\(\w+\)s|%%|\{\w*\}|</?[a-z]+[^>]*>")
"""What a translation takes over as it is."""


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(words.po_path(language)))


def forms(entry: polib.POEntry) -> list[str]:
    """The translations that there are of a text."""
    return [form for form in (entry.msgstr, *entry.msgstr_plural.values()) if form]


def test_every_language_of_the_site_has_a_catalogue():
    assert {code for code, _name in settings.LANGUAGES} == {settings.LANGUAGE_CODE, *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_offered_when_nothing_of_it_is_untranslated(language):
    making = dict(settings.LANGUAGES_IN_THE_MAKING)
    assert (language in making) == bool(catalogue(language).untranslated_entries())


@pytest.mark.parametrize("language", LANGUAGES)
def test_make_words_would_change_nothing(language):
    now = words.merged(language)
    assert words.po_path(language).read_text() == words.as_text(now)
    assert words.po_path(language).with_suffix(".mo").read_bytes() == now.to_binary()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_what_stands_in_for_something_else(language):
    broken = [
        (entry.msgid, form)
        for entry in catalogue(language)
        for form in forms(entry)
        if Counter(PLACES.findall(form)) not in map(Counter, wanted(entry, form))
    ]
    assert broken == []


def wanted(entry: polib.POEntry, form: str) -> list[list[str]]:
    """The places of one, and of many; who says `one set` need not say the number."""
    one, many = (PLACES.findall(text) for text in (entry.msgid, entry.msgid_plural or entry.msgid))
    if not entry.msgid_plural:
        return [one]
    return [one, many, [place for place in many if place in PLACES.findall(form)]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_from_the_article_says_so_at_its_beginning(language):
    known = {entry.msgid: entry.msgstr for entry in catalogue(language)}
    heading = "This part is not from the article: "
    for text, told in known.items():
        if text.startswith(heading) and told:
            assert told.startswith(known[heading]), text


def test_nothing_in_a_catalogue_says_when_or_by_whom_it_was_made():
    for language in LANGUAGES:
        head = words.po_path(language).read_text()[:600]
        assert not re.search(r"-Date:|Translator|/tmp/|/home/|@", head)


def test_scripts_say_nothing_that_is_not_translated():
    listed = set(
        re.findall(r'data-of="([^"]*)"', (ROOT / "templates/_said_by_scripts.html").read_text())
    )
    for path in (ROOT / "static" / "js").rglob("*.js"):
        said = re.findall(r'(?:spoken|words)\("([^"]+)"', path.read_text())
        assert set(said) <= listed, path
