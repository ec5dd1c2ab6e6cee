"""`manage.py physiotherapist you@example.org --clinic "Harbour Clinic" --lead`."""

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
from accounts.factors import factors_of
from accounts.models import CareLink, Membership, User
from accounts.services import auditing


class Command(BaseCommand):
    """Makes somebody a physiotherapist, puts them into a clinic and asks clients for them."""

    help = "Make somebody a physiotherapist (a new account, or an existing one)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be said."""
        parser.add_argument("email", help="the physiotherapist's e-mail address")
        parser.add_argument(
            "--client",
            action="append",
            default=[],
            metavar="EMAIL",
            help="ask this client to share with them; may be repeated",
        )
        parser.add_argument(
            "--clinic", metavar="NAME", help="where they work; made if it is not there yet"
        )
        parser.add_argument("--lead", action="store_true", help="they lead that clinic")
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
        self.stdout.write(f"{user} is a physiotherapist.")
        if options["clinic"]:
            self.join(user, options["clinic"], lead=options["lead"])
        elif options["lead"]:
            raise CommandError("Say which clinic they lead: --clinic NAME.")
        asked = [ask(user, address) for address in client]
        auditing.record(
            actor=None,
            what="command physiotherapist",
            about=[user.public_id, *(person.public_id for person in asked)],
        )
        if client:
            self.stdout.write(f"Clients asked: {len(client)}. They answer under /care/.")
        self.remind(user)

    def join(self, user: User, name: str, *, lead: bool) -> None:
        """Put them into the clinic, and say what clients need to find it."""
        role = Membership.Role.LEAD if lead else Membership.Role.PHYSIOTHERAPIST
        try:
            joined = services.join(clinic=name, user=user, role=role)
        except services.Refused as error:
            raise CommandError(str(error)) from error
        clinic = joined.clinic
        self.stdout.write(f"{joined.get_role_display()} at {clinic}. Code: {clinic.code_in_print}.")

    def remind(self, user: User) -> None:
        """Say what is left to do."""
        if not user.has_usable_password():
            self.stdout.write(f"Set a password: {sys.argv[0]} changepassword {user}")
        if not factors_of(user):
            self.stdout.write("The desk asks them to set up a second step: an app or a passkey.")


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


def ask(physiotherapist: User, address: str) -> User:
    """Ask a client who has an account: nobody but they can agree."""
    client = find(address)
    if client is None:
        raise CommandError(f"Nobody has signed up as {address} yet. Ask them to, then try again.")
    try:
        services.propose(
            physiotherapist=physiotherapist, client=client, route=CareLink.Route.ADMINISTRATOR
        )
    except services.Refused as error:
        raise CommandError(str(error)) from error
    return client
