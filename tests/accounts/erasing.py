"""Run as a process of its own: plants markers in a real file, and erases them over the page."""

import json
import sys
from io import StringIO
from pathlib import Path
from time import time


def main(marker: str) -> None:
    import django

    django.setup()
    # The site's own: two libraries in one process do not see each other's locks.
    import sqlite3

    from allauth.account.models import EmailAddress
    from django.conf import settings
    from django.contrib.auth.models import Group, Permission
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from accounts import processing, services
    from accounts.models import User
    from accounts.services import erasing
    from coaching.models import Program
    from tests.accounts.planting import plant

    for command in ("migrate", "createcachetable", "load_catalogue"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    agreed = processing.CURRENT.version
    cleo = User.objects.create_user("cleo@example.org", "x" * 20, agreed_to=agreed)
    dan = User.objects.create_user("dan@example.org", "x" * 20, agreed_to=agreed)
    ada = User.objects.create_user(f"{marker}@example.org", "x" * 20, agreed_to=agreed)
    bo = User.objects.create_user("bo@example.org", "x" * 20, agreed_to=agreed)
    petra = services.promote(user=User.objects.create_user("petra@example.org"))
    others = {
        Program: Program.objects.first(),
        Group: Group.objects.first(),
        Permission: Permission.objects.first(),
        "physiotherapist": petra,
    }
    plant(ada, others, marker)
    plant(bo, others, "kept")
    plant(cleo, others, f"read{marker[::-1]}")
    plant(dan, others, f"large{marker[::-1]}")
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    mail = Path(settings.VAR_DIR) / "mail"
    mail.mkdir()
    (mail / "one.log").write_text(f"To: {ada.email}\n")
    site = Client(headers={"user-agent": marker, "host": "127.0.0.1"})
    site.force_login(ada)
    session = site.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(ada.pk)
    session["note"] = marker
    session.save()

    file = Path(connection.settings_dict["NAME"])
    reader = sqlite3.connect(file)
    reader.execute("SELECT count(*) FROM accounts_user").fetchone()

    def hits(words: str) -> int:
        everything = [path for path in Path(settings.VAR_DIR).rglob("*") if path.is_file()]
        return sum(path.read_bytes().count(words.encode()) for path in everything)

    told: dict[str, object] = {"public_id": str(ada.public_id), "before": hits(marker)}
    told["status"] = site.post("/data/erase/").status_code
    told["after"], told["kept"] = hits(marker), hits("kept")

    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM accounts_user").fetchone()
    services.erase(user=cleo)
    told["while read"] = hits(f"read{marker[::-1]}"), erasing.has_left_traces()
    reader.rollback()
    call_command("tidy", verbosity=0, stdout=StringIO())
    told["once read"] = hits(f"read{marker[::-1]}"), erasing.has_left_traces()

    erasing.SOON = 0
    services.erase(user=dan)
    told["large"] = hits(f"large{marker[::-1]}"), erasing.has_left_traces()
    call_command("notify", stdout=StringIO())
    told["a minute later"] = hits(f"large{marker[::-1]}"), erasing.has_left_traces()
    print(json.dumps(told))  # noqa: T201


main(sys.argv[1])
