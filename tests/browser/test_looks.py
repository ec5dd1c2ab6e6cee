"""Thirteen pages look as they did when somebody last looked at their pictures and was content.

After a change that was meant, draw them anew, look at each in `tests/browser/looks/`, commit them:

    LOOKS=renew .venv/bin/python -m pytest tests/browser/test_looks.py
"""

import os
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

from accounts.models import User
from tests.browser.conftest import Phone
from tests.environment import ROOT

LOOKS = ROOT / "tests" / "browser" / "looks"
CHANGED = ROOT / "var" / "looks"
IS_RENEWED = os.environ.get("LOOKS") == "renew"

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
TALLEST = 3_000
"""Pixels from the top that are compared."""

# Fonts that `tests/chromium.sh` installs: a system's own differ from machine to machine.
FONTS = ':root { --sans: "DejaVu Sans" !important; --serif: "DejaVu Serif" !important; }'

GRAIN = 4
"""Side of the squares, in pixels, whose means are compared: letters may be smoothed anew."""
DIFFERENT = 40
"""From here on a mean of 0 to 255 is another one."""
SHARE = 0.002
"""Of all squares, how many may differ."""

PAGES = {
    "home": ("/", PHONE, {}),
    "home-dark-wide": ("/", DESK, {"dark": True}),
    "home-arabic": ("/?language=ar", PHONE, {}),
    "why-it-pops": ("/learn/why-it-pops/", PHONE, {}),
    "lever": ("/learn/lever/", PHONE, {"dark": True}),
    "check": ("/learn/check/", PHONE, {}),
    "programs-german": ("/programs/?language=de", PHONE, {}),
    "program": ("/programs/knee-raise-to-straight-leg-raise/", PHONE, {}),
    "level": ("/programs/knee-raise-to-straight-leg-raise/4/", DESK, {}),
    "report": ("/report/", PHONE, {"dark": True}),
    "sign-up": ("/accounts/signup/", PHONE, {}),
    "parts": ("/styleguide/", DESK, {}),
    "emergency": ("/styleguide/emergency/", PHONE, {}),
}

SPOILT = (
    ".button { background: #0a5 !important; }",
    ".card { padding-block: 0 !important; }",
    ".figure { visibility: hidden; }",
    "h1 { font-weight: 900 !important; }",
)
"""Changes of a style sheet that nobody meant."""


@pytest.fixture
def page_of(phone: Phone, superuser: User) -> Any:
    """`page_of("home")` -> that page, still and in the fonts of the tests."""

    def take(name: str) -> Page:
        address, screen, options = PAGES[name]
        user = superuser if address.startswith("/styleguide/") else None
        still = {"reduced_motion": "reduce", "device_scale_factor": 1, "bypass_csp": True}
        page = phone(user, viewport=screen, **still, **options)
        page.goto(address)
        page.add_style_tag(content=FONTS)
        return page

    return take


def pictured(page: Page) -> Image.Image:
    """The page from its top."""
    picture = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
    return picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))


def share_that_differs(now: Image.Image, then: Image.Image) -> float:
    """Of the squares of both pictures; 1 where one is larger than the other."""
    if now.size != then.size:
        return 1
    differences = ImageChops.difference(now.reduce(GRAIN), then.reduce(GRAIN))
    red, green, blue = differences.split()
    largest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(largest.histogram()[DIFFERENT:]) / (largest.width * largest.height)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_in_its_picture(page_of: Any, name: str) -> None:
    now = pictured(page_of(name))
    path = LOOKS / f"{name}.webp"
    if IS_RENEWED:
        LOOKS.mkdir(exist_ok=True)
        now.save(path, lossless=True, quality=100, method=6)
    with Image.open(path) as then:
        differs = share_that_differs(now, then.convert("RGB"))
    if differs > SHARE:
        CHANGED.mkdir(parents=True, exist_ok=True)
        now.save(CHANGED / f"{name}.png")
    assert differs <= SHARE, f"look at var/looks/{name}.png"


def test_a_page_that_looks_otherwise_is_seen(page_of: Any) -> None:
    page = page_of("home")
    with Image.open(LOOKS / "home.webp") as then:
        before = then.convert("RGB")
    for style in SPOILT:
        spoilt = page.add_style_tag(content=style)
        assert share_that_differs(pictured(page), before) > SHARE, style
        spoilt.evaluate("(style) => style.remove()")
