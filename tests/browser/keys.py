"""Somebody who has a keyboard and nothing else.

`Keys` moves the focus as a person does, and looks after every step: what has the focus can be
seen, nothing lies over it, and a ring is round it (WCAG 2.2: 2.1.1, 2.1.2, 2.4.7, 2.4.11).
"""

from dataclasses import dataclass

from playwright.sync_api import Page

MOST_STEPS = 400
"""Presses of Tab; the longest page of the desk has far fewer places."""

KINDS = {
    "button": ("button",),
    "field": ("input", "select", "textarea"),
    "fold": ("summary",),
    "link": ("a",),
}

WHERE = """() => {
  const found = document.activeElement;
  if (!found || found === document.body || found === document.documentElement) return null;
  const label = found.labels?.[0];
  const shown = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const box = found.getBoundingClientRect();
  let over = null;
  const seen = (x, y) => {
    const hit = document.elementFromPoint(x, y);
    if (hit && (found.contains(hit) || hit.contains(found) || label?.contains(hit))) return true;
    over = hit?.outerHTML ?? "the edge of the window";
    return false;
  };
  // A long field may reach beyond the window; what is inside it is not to be covered.
  const top = Math.max(box.top, 0) + 2;
  const bottom = Math.min(box.bottom, innerHeight) - 2;
  const middle = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  if (bottom - top < Math.min(box.height - 4, 20) - 1) over = "the edge of the window";
  else seen(middle, top) && seen(middle, bottom);
  const name = found.getAttribute("aria-label")
    ?? document.getElementById(found.getAttribute("aria-labelledby"))?.textContent
    ?? (label && !found.matches("button") ? label.textContent : found.textContent);
  found.dataset.place ??= crypto.randomUUID();
  return {
    place: found.dataset.place,
    name: name.trim().replace(/\\s+/g, " "),
    kind: found.localName,
    ringed: shown(found) || Boolean(label && shown(label)),
    over: over?.slice(0, 200) ?? null,
    outline: found.outerHTML.slice(0, 200),
  };
}"""

PLACES = """() => {
  const groups = new Set();
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((element) => {
      if (!element.checkVisibility() || element.disabled || element.type === "hidden") return false;
      if (element.type !== "radio") return true;
      const is_first = !groups.has(element.name);
      groups.add(element.name);
      return is_first;
    }).length;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What has the focus: its name as it is read out, and what kind of element it is."""

    place: str
    name: str
    kind: str
    ringed: bool
    over: str | None
    outline: str


class Keys:
    """A keyboard at a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keyboard = page.keyboard

    @property
    def place(self) -> Place | None:
        """Where the focus is; nowhere on a page that was just opened."""
        told = self.page.evaluate(WHERE)
        return Place(**told) if told else None

    def tab(self, *, back: bool = False) -> Place | None:
        """One step; what has the focus then can be seen to have it."""
        self.keyboard.press("Shift+Tab" if back else "Tab")
        place = self.place
        if place:
            assert place.ringed, f"No ring: {place.outline}"
            assert place.over is None, f"{place.over} lies over {place.outline}"
        return place

    def to(self, name: str, *, kind: str = "", back: bool = False) -> Place:
        """On to the next place of a kind whose name begins so."""
        passed: dict[str, str] = {}
        for _ in range(MOST_STEPS):
            place = self.tab(back=back)
            if place and place.name.startswith(name) and (not kind or place.kind in KINDS[kind]):
                return place
            if place and place.place in list(passed)[:-1]:
                break
            if place:
                passed[place.place] = place.name
        raise AssertionError(f"{name!r} is not among {list(passed.values())}")

    def follow(self, name: str, *, kind: str = "", back: bool = False, key: str = "Enter") -> None:
        """To a place that leads to another page, and there."""
        self.to(name, kind=kind, back=back)
        with self.page.expect_navigation():
            self.keyboard.press(key)

    def unfold(self, name: str) -> None:
        """Open what is folded."""
        self.to(name, kind="fold")
        self.keyboard.press("Enter")

    def type(self, name: str, text: str) -> None:
        """Into a field, in the place of what is there."""
        self.to(name, kind="field")
        self.keyboard.press("Control+a")
        self.keyboard.type(text)

    def round(self) -> int:
        """Once through the whole page and out again: how many places there are."""
        expected = self.page.evaluate(PLACES)
        passed: list[str] = []
        for _ in range(MOST_STEPS):
            place = self.tab()
            # A field for a day has several stops of its own.
            if place is None or place.place in passed[:-1]:
                break
            passed = [*dict.fromkeys([*passed, place.place])]
        assert len(passed) >= expected, f"{len(passed)} of {expected} places were reached"
        return len(passed)
