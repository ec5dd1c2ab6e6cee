"""Run as a process of its own: plants markers in a real file, and erases them over the page."""

import sqlite3
import sys
from pathlib import Path
from time import time


def main(marker: str) -> None:
    import django

    django.setup()
    from allauth.account.models import EmailAddress
    from django.conf import settings
    from django.contrib.auth.models import Group, Permission
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from accounts import processing, services
    from accounts.models import User
    from coaching.models import Program
    from tests.accounts.planting import plant

    for command in ("migrate", "createcachetable", "load_catalogue"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    agreed = processing.CURRENT.version
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
    needle = marker.encode()
    files = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))]
    before = sum(path.read_bytes().count(needle) for path in files)
    answer = site.post("/data/erase/")
    everything = [path for path in Path(settings.VAR_DIR).rglob("*") if path.is_file()]
    hits = sum(path.read_bytes().count(needle) for path in everything)
    kept = sum(path.read_bytes().count(b"kept") for path in files if path.exists())
    print(answer.status_code, before, hits, kept, ada.public_id)  # noqa: T201


main(sys.argv[1])
