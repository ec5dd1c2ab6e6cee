"""The design system: small, whole, and as it is written down."""

import gzip
import re

import pytest

from tests.environment import ROOT

CSS = (ROOT / "static" / "css" / "site.css").read_text()
PLAYER = (ROOT / "static" / "css" / "player.css").read_text()
SPRITE = (ROOT / "static" / "img" / "icons.svg").read_text()
DOCUMENT = (ROOT / "docs" / "design.md").read_text()

LARGEST = 12 * 1024
"""Bytes of the stylesheet, compressed."""
NORMAL_TEXT, BORDERS = 4.5, 3.0
"""Least contrast, WCAG 2.2: criteria 1.4.3 and 1.4.11."""

BLOCK = re.compile(r"(@media \(prefers-color-scheme: dark\) \{\s*)?:root \{(.*?)\}", re.DOTALL)
INKS = ("ink", "soft", "accent", "stop", "caution", "calm")
GROUNDS = ("paper", "raised", "sunk")
PAIRS = [
    *((ink, ground) for ink in INKS for ground in GROUNDS),
    ("on-accent", "accent"),
    ("on-alarm", "alarm"),
    ("on-accent", "accent-deep"),
    *((ink, f"{ink}-wash") for ink in ("accent", "stop", "caution", "calm")),
    *(("ink", f"{meaning}-wash") for meaning in ("accent", "stop", "caution", "calm")),
]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


LIGHT = colours(BLOCK.findall(CSS)[0][1])
DARK = LIGHT | colours(BLOCK.findall(CSS)[1][1])


def test_stylesheet_is_small() -> None:
    assert len(gzip.compress(CSS.encode())) < LARGEST


def test_stylesheet_fetches_nothing() -> None:
    assert "url(" not in CSS + PLAYER
    assert "@import" not in CSS + PLAYER


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read(scheme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(scheme[ink], scheme[ground]) >= NORMAL_TEXT


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "raised"])
def test_borders_of_controls_can_be_seen(scheme: dict[str, str], ground: str) -> None:
    assert contrast(scheme["edge"], scheme[ground]) >= BORDERS


def test_every_class_of_the_document_has_a_style() -> None:
    written = {
        name
        for names in re.findall(r'class="([^"{]*)"', DOCUMENT)
        for name in names.split()
        if not name.startswith("f-")
    }
    assert {name for name in written if f".{name}" not in CSS + PLAYER} == set()


def test_every_icon_that_a_page_asks_for_is_in_the_sprite_and_the_other_way_round() -> None:
    drawn = re.findall(r'<symbol id="([\w-]+)"', SPRITE)
    templates = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    assert sorted(set(re.findall(r"img/icons\.svg\" %\}#([\w-]+)", templates))) == sorted(drawn)
