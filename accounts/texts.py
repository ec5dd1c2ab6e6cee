"""Texts that are translated when they are read, not when the code is loaded."""

from collections.abc import Callable
from typing import cast

from django.utils.translation import gettext_lazy

lazy = cast("Callable[[str], str]", gettext_lazy)
"""Typed as the text that becomes of it: join such texts only after `str`."""
