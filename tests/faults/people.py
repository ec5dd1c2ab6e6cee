"""A database with people in it who are signed in, for a server of its own."""

import json
import sys

from django.core.management import call_command
from django.test import Client

from accounts.models import User
from coaching.models import Enrolment
from coaching.rules.terms import Status
from config.management.commands.serve import collect_static, server


def make(clients: int) -> None:
    """Make everybody; print how each is known to the site, and the command of its server."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    # Of the first stories one ends with a sign, and that client may not train.
    call_command("grow", clients=clients + 1, workouts=1, stdout=sys.stderr)
    own = Enrolment.objects.active().filter(status=Status.ACTIVE).select_related("client")
    collect_static()
    people = [told(row.client, row) for row in own.order_by("pk")[:clients]]
    print(json.dumps({"people": people, "server": server()}))


def told(client: User, enrolment: Enrolment) -> dict[str, str]:
    """Who it is, and the cookie of a session of theirs."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(client)
    return {
        "account": str(client.public_id),
        "plan": str(enrolment.uuid),
        "session": browser.cookies["sessionid"].value,
    }
