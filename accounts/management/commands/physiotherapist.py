"""`manage.py physiotherapist you@example.org --client somebody@example.org`."""

import os
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from accounts import services
from accounts.models import User


class Command(BaseCommand):
    """Makes somebody a physiotherapist and gives them clients."""

    help = "Make somebody a physiotherapist (a new account, or an existing one), and link clients."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be said."""
        parser.add_argument("email", help="the physiotherapist's e-mail address")
        parser.add_argument(
            "--client", action="append", default=[], metavar="EMAIL", help="may be repeated"
        )
        parser.add_argument(
            "--password-env", metavar="NAME", help="read the password from this variable"
        )
        parser.add_argument(
            "--confirm",
            action="store_true",
            help="promote an existing account although its address was never confirmed",
        )

    @transaction.atomic
    def handle(self, *, email: str, client: list[str], confirm: bool, **options: Any) -> None:
        """All of it or none of it."""
        user = find(email)
        if user is None:
            user = create(email)
        elif not (confirm or is_confirmed(user)):
            raise CommandError(unconfirmed(user))
        user = services.promote(user=user)
        password = chosen_password(options["password_env"], user)
        if password:
            set_password(user, password)
        for address in client:
            link(user, address)
        self.report(user, clients=len(client))

    def report(self, user: User, *, clients: int) -> None:
        """Say what is true now, and what is left to do."""
        self.stdout.write(f"{user} is a physiotherapist. Clients linked now: {clients}.")
        if not user.has_usable_password():
            self.stdout.write(f"Set a password: {sys.argv[0]} changepassword {user}")


def find(email: str) -> User | None:
    """The account with this address, if there is one."""
    return User.objects.filter(email=email.strip().lower()).first()


def create(email: str) -> User:
    """A new account that has no password yet."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"“{email}” is not an e-mail address.") from error
    return User.objects.create_user(email)


def is_confirmed(user: User) -> bool:
    """Whether the person has shown that they read mail at this address, or was made here."""
    return (
        user.is_physiotherapist
        or EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()
    )


def unconfirmed(user: User) -> str:
    """Why the account is not simply promoted."""
    return (
        f"The account {user} was made on {user.date_joined:%d %B %Y at %H:%M UTC}, and nobody has"
        " confirmed that its address is theirs. If you know whose it is, say it again with"
        " --confirm."
    )


def chosen_password(variable: str | None, user: User) -> str:
    """From the named variable, or typed when somebody sits there; empty when neither."""
    if variable:
        password = os.environ.get(variable, "")
        if not password:
            raise CommandError(f"The variable {variable} is empty.")
        return password
    if user.has_usable_password() or not sys.stdin.isatty():
        return ""
    return getpass(f"Password for {user} (empty: later): ")


def set_password(user: User, password: str) -> None:
    """Set it if it is a good one."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    user.set_password(password)
    user.save(update_fields=["password"])


def link(physiotherapist: User, address: str) -> None:
    """Link a client who has an account."""
    client = find(address)
    if client is None:
        raise CommandError(f"Nobody has signed up as {address} yet. Ask them to, then try again.")
    try:
        services.link(physiotherapist=physiotherapist, client=client)
    except services.Refused as error:
        raise CommandError(str(error)) from error
