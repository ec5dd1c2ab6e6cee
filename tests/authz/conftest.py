"""One world a worker: built once, and whatever a request does to it is undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from accounts import sessions
from tests.authz import world as worlds
from tests.authz.world import World


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Everybody and everything, in a transaction that never ends well."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        now = sessions.time()
        # Else some request would note in its session that a minute has passed.
        patch.setattr(sessions, "time", lambda: now)
        yield worlds.build()
        transaction.set_rollback(True)
