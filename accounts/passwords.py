"""Which passwords are good enough. Length is all that is asked for; no kinds of characters."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """Django's, in words that recommend more."""

    def get_help_text(self) -> str:
        """What stands beside the field."""
        return ngettext(
            "%(min_length)s character or more. Longer is safer: four words, for example.",
            "%(min_length)s characters or more. Longer is safer: four words, for example.",
            self.min_length,
        ) % {"min_length": self.min_length}
