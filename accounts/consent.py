"""What a client agrees to, word for word.

A text that somebody agreed to never changes: whatever is added to what a physiotherapist sees
needs a new version, and whoever agreed to an earlier one is asked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.texts import lazy


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One version of the text, part by part.

    `who` stands where the physiotherapist works in a clinic, `who_alone` where they do not;
    `{physiotherapist}` and `{clinic}` are filled in.
    """

    version: str
    what: tuple[str, ...]
    who: tuple[str, ...]
    who_alone: tuple[str, ...]
    acts: tuple[str, ...]
    ends: tuple[str, ...]

    def sees(self, *, physiotherapist: str, clinic: str | None) -> tuple[str, ...]:
        """Who sees it, by name."""
        lines = self.who if clinic else self.who_alone
        return tuple(line.format(physiotherapist=physiotherapist, clinic=clinic) for line in lines)

    def parts(self, *, physiotherapist: str, clinic: str | None) -> dict[str, tuple[str, ...]]:
        """Its lines under the headings of the page."""
        return {
            _("What they see"): self.what,
            _("Who sees it"): self.sees(physiotherapist=physiotherapist, clinic=clinic),
            _("What they can do"): self.acts,
            _("How it ends"): self.ends,
        }


FIRST = Consent(
    version="1",
    what=(
        lazy("Your email address, your program and your level."),
        lazy("Every workout: your sets, your reps, pops, how much it hurt, and your notes."),
        lazy("Warning signs that you report, and how you feel the next morning."),
        lazy("What the site decided, and why."),
        lazy("All of this from your first day here, not only from today."),
    ),
    who=(
        lazy("{physiotherapist}, your physiotherapist at {clinic}."),
        lazy(
            "While they are away: the one person at {clinic} who covers for them,"
            " on those days only."
        ),
        lazy("The lead of {clinic}, if nobody has looked at a warning sign in time."),
        lazy("Nobody else at {clinic}."),
    ),
    who_alone=(lazy("{physiotherapist}, your physiotherapist."), lazy("Nobody else.")),
    acts=(
        lazy("They can set your level, and the hardest level for you."),
        lazy("After a warning sign your plan is paused. Then they open it again, not you."),
        lazy("They do not watch in real time. In an emergency, call your local emergency number."),
    ),
    ends=(
        lazy("You can stop sharing at any time, on the page “Who sees my training”."),
        lazy("From that moment they see nothing any more: not what comes, and not what was."),
        lazy("What they did for you stays in your own history."),
    ),
)

SECOND = replace(
    FIRST,
    version="2",
    what=(
        *FIRST.what[:3],
        lazy(
            "Every four weeks: how well you manage up to three things that you name,"
            " and how you are."
        ),
        lazy("Messages between you and them."),
        *FIRST.what[3:],
    ),
    who=(
        *FIRST.who[:2],
        lazy(
            "The lead of {clinic}, if nobody has looked at a warning sign in time."
            " Not your messages."
        ),
        *FIRST.who[3:],
    ),
    acts=(
        lazy("They can set your level, the hardest level for you, and your sets and reps."),
        lazy("They can pause your plan, and put you on another one."),
        *FIRST.acts[1:],
    ),
)

TEXTS: Mapping[str, Consent] = {text.version: text for text in (FIRST, SECOND)}
"""Every version that somebody may have agreed to."""

CURRENT = SECOND

TELLING_FUNCTION = frozenset({SECOND.version})
"""The versions whose words say that how everyday life goes is shared."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, and whether it stood in the version that was agreed to."""

    text: str
    is_new: bool


def compared(
    agreed_to: str, *, physiotherapist: str, clinic: str | None
) -> dict[str, tuple[Line, ...]]:
    """The current words by heading, with what is new since the version `agreed_to` marked.

    Of a version that is not known, nothing counts as read.
    """

    def parts(text: Consent) -> dict[str, tuple[str, ...]]:
        return text.parts(physiotherapist=physiotherapist, clinic=clinic)

    before = parts(TEXTS[agreed_to]) if agreed_to in TEXTS else {}
    return {
        heading: tuple(Line(line, line not in before.get(heading, ())) for line in lines)
        for heading, lines in parts(CURRENT).items()
    }
