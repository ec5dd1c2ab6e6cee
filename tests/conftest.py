"""Which tests run where, and the cast of people."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from time import time
from typing import Any, cast

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from accounts import guards, processing, services
from accounts.models import User

MakePerson = Callable[..., User]

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}

# How long an example takes says more about the machine than about the code.
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("short", **UNTIMED)
hypothesis_settings.register_profile("long", max_examples=10_000, **UNTIMED)
hypothesis_settings.load_profile("long" if os.environ.get("LONG") else "short")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run is not for."""
    for item in items:
        if "browser" in item.path.relative_to(config.rootpath).parts:
            item.add_marker(pytest.mark.browser)
    left_out = [item for item in items if not belongs(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if belongs(item)]


def pytest_collection_finish() -> None:
    """What stands by now stays: looking through it for garbage is a tenth of the time of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the fuzzer sent in this run, by all its workers, and what came."""
    told: Counter[str] = Counter()
    for report in terminalreporter.getreports(""):
        told.update(dict(getattr(report, "user_properties", ())).get("fuzz", {}))
    groups: dict[str, list[str]] = {"address": [], "method": [], "spoilt": [], "status": []}
    for name, count in sorted(told.items()):
        kind, _, what = name.partition(" ")
        if what:
            groups[kind].append(f"{count} × {what}")
    if told:
        terminalreporter.section("fuzzer")
        terminalreporter.line(
            f"requests: {told['requests']}; addresses: {len(groups.pop('address'))}"
        )
        for kind, counts in groups.items():
            terminalreporter.line(f"{kind}: {', '.join(counts)}")


def belongs(item: pytest.Item) -> bool:
    """Whether the test is for this database and this length of run.

    What asks no database has its say on SQLite.
    """
    on_postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    is_long = item.get_closest_marker("long") is not None
    if is_long and not os.environ.get("LONG"):
        return False
    if on_postgres:
        return asks_a_database(item)
    return item.get_closest_marker("postgres") is None


def asks_a_database(item: pytest.Item) -> bool:
    """By its fixtures or its marks."""
    marks = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return marks or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_guards() -> Iterator[None]:
    """After a test that others could read, the database is emptied: of the audit trail too."""
    vendor, operations = connection.vendor, type(connection.ops)
    empty = operations.execute_sql_flush

    def flush(self: Any, statements: list[str]) -> None:
        empty(self, [*guards.remove(vendor), *statements, *guards.install(vendor)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", flush)
        yield


djangos_force_login = Client.force_login


def force_login(client: Client, user: User, backend: str | None = None) -> None:
    """Sign in somebody who agreed, as allauth would; staff with a second factor proved just now."""
    agreed = processing.CURRENT.version
    if not user.agreed_to:
        User.objects.filter(pk=user.pk).update(agreed_to=agreed)
        user.agreed_to = agreed
    djangos_force_login(client, user, backend)
    session, now = client.session, time()
    session.update({"began_at": now, "seen_at": now})
    if user.is_staff:
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": now}]
        session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture(autouse=True)
def _second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test's `client.force_login(staff)` opens the desk."""
    monkeypatch.setattr(Client, "force_login", force_login)


djangos_create_user = User.objects.create_user


def create_user(self: Any, email: str, password: str | None = None, **fields: Any) -> User:
    """Make somebody who agreed that their health data is kept, unless the test says otherwise."""
    fields.setdefault("agreed_to", processing.CURRENT.version)
    return cast("User", djangos_create_user(email, password, **fields))


@pytest.fixture(autouse=True)
def _agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test's people agreed."""
    monkeypatch.setattr(type(User.objects), "create_user", create_user)


@pytest.fixture
def make_person(db: None) -> MakePerson:
    """`make_person("who@example.org", time_zone="Asia/Tokyo")` -> somebody with an account."""

    def make(email: str, **fields: Any) -> User:
        return User.objects.create_user(email, **fields)

    return make


@pytest.fixture
def person(make_person: MakePerson) -> User:
    """A client."""
    return make_person("ada@example.org")


@pytest.fixture
def stranger(make_person: MakePerson) -> User:
    """Another client, whom nothing of `person` concerns."""
    return make_person("bo@example.org")


@pytest.fixture
def physiotherapist(make_person: MakePerson, person: User) -> User:
    """Looks after `person`."""
    user = services.promote(user=make_person("petra@example.org"))
    services.link(physiotherapist=user, client=person)
    return user


@pytest.fixture
def other_physiotherapist(make_person: MakePerson, stranger: User) -> User:
    """Looks after `stranger`, and not after `person`."""
    user = services.promote(user=make_person("otto@example.org"))
    services.link(physiotherapist=user, client=stranger)
    return user


@pytest.fixture
def superuser(db: None) -> User:
    """May do everything."""
    return User.objects.create_superuser("root@example.org")
