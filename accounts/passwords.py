"""Which passwords are good enough. Length is all that is asked for; no kinds of characters."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """Django's, in words that recommend more."""

    def get_help_text(self) -> str:
        """What stands beside the field."""
        return f"{self.min_length} characters or more. Longer is safer: four words, for example."
