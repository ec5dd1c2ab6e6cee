"""What somebody agrees to before we keep anything about their health, word for word.

A text that somebody agreed to never changes: another purpose needs another version, and everybody
is asked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.texts import lazy


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One version of the words, part by part."""

    version: str
    what: tuple[str, ...]
    why: tuple[str, ...]
    who: tuple[str, ...]
    ends: tuple[str, ...]
    yes: str

    @property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """Its lines under the headings of the page."""
        return {
            _("What we keep"): self.what,
            _("What for"): self.why,
            _("Who sees it"): self.who,
            _("How it ends"): self.ends,
        }


FIRST = Text(
    version="1",
    what=(
        lazy("Your answers to the questions about your health."),
        lazy("Every workout: your sets, your reps, pops, how much it hurt, and your notes."),
        lazy(
            "Warning signs that you report, how you feel,"
            " and what you write to your physiotherapist."
        ),
        lazy("What the site decided, and why."),
    ),
    why=(
        lazy("To choose your next step, and to stop your plan when something is wrong."),
        lazy("To show it to you, and to whom you share it with."),
        lazy("For nothing else. We do not sell it, and there is no advertising."),
    ),
    who=(
        lazy("You."),
        lazy("A physiotherapist, only if you agree to that on another page."),
        lazy("Whoever runs this site can reach the computer that it is kept on."),
    ),
    ends=(
        lazy("You can take this back at any time, on the page “Your data”."),
        lazy("Then we keep what is there, do nothing with it, and nobody you shared with sees it."),
        lazy("You can save a copy of it, and you can have all of it erased."),
    ),
    yes=lazy("I agree that Lumbar Lock keeps and uses this about my health."),
)

TEXTS: Mapping[str, Text] = {text.version: text for text in (FIRST,)}
"""Every version that somebody may have agreed to."""

CURRENT = FIRST
