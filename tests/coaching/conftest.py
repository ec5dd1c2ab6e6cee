"""Clients at a level, and shorthands for what they do."""

from collections.abc import Callable

import pytest
from django.core.management import call_command

from accounts.models import User
from coaching.models import Enrolment
from tests.coaching.desk import Desk
from tests.coaching.life import Life


@pytest.fixture
def programs(db: None) -> None:
    """The catalogue is loaded."""
    call_command("load_catalogue", verbosity=0)


@pytest.fixture
def newcomer(programs: None, person: User) -> Life:
    """Somebody who answered every question with no."""
    life = Life(person)
    life.answer_all()
    return life


@pytest.fixture
def life(newcomer: Life) -> Life:
    """Somebody who has just begun the main program, at level 1."""
    newcomer.enrol(1)
    return newcomer


@pytest.fixture
def enrolled(life: Life) -> Enrolment:
    """Their enrolment."""
    return life.enrolment


@pytest.fixture
def life_at(newcomer: Life) -> Callable[..., Life]:
    """`life_at(10)` -> somebody who has just begun at that level."""

    def begin(level: int, **program: str) -> Life:
        newcomer.enrol(level, **program)
        return newcomer

    return begin


@pytest.fixture
def desk(physiotherapist: User, life: Life) -> Desk:
    """Their physiotherapist."""
    return Desk(physiotherapist, life)
