"""`manage.py erase`: an account and every row about it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services.erasing import erase, erased_before, leave_no_trace


class Command(BaseCommand):
    """For the operator: of staff too; and after a restore, of who was erased since the copy."""

    help = "Erase an account and every row about it; --again: whoever is back from a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be said."""
        parser.add_argument("email", nargs="?", help="whose account")
        parser.add_argument("--again", action="store_true", help="everybody with a tombstone")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, email: str | None, again: bool, yes: bool, **_options: Any) -> None:
        """Exit status 1 where nobody has that address."""
        if again == bool(email):
            raise CommandError("Say whose account, or --again.")
        if again:
            self._again()
            return
        user = User.objects.filter(email=str(email).strip().lower()).first()
        if user is None:
            raise CommandError("Nobody has an account with this address.")
        if not yes and input("Everything about them goes for good. Type yes: ").strip() != "yes":
            raise CommandError("Nothing was changed.")
        erase(user=user, by_operator=True)
        self.stdout.write(f"{user.public_id} is erased.")

    def _again(self) -> None:
        back = User.objects.filter(public_id__in=erased_before())
        found = [user for user in back if not user.email.startswith(user.public_id.hex)]
        for user in found:
            erase(user=user, by_operator=True)
        leave_no_trace()
        self.stdout.write(f"{len(found)} erased again.")
