"""Every kind of alarm, and who has seen it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from coaching import services
from coaching.models import Acknowledgement
from coaching.rules.terms import SetReport
from tests.coaching.life import Life, ids
from tests.coaching.services.alarms import ALARMS


@pytest.fixture(params=ALARMS.values(), ids=ALARMS)
def alarm(request: pytest.FixtureRequest) -> SetReport:
    """A set that stops the program."""
    report: SetReport = request.param
    return report


def acknowledge(
    physiotherapist: User, life: Life, *stops: Any, now: datetime, **more: Any
) -> Acknowledgement:
    """Say that the stops which these rows caused were seen."""
    told = {"uuid": uuid4(), "reason": "I ring her at noon.", "stops": ids(stops)}
    return services.acknowledge(
        physiotherapist=physiotherapist,
        enrolment=life.enrolment.uuid,
        now=now,
        **(told | more),
    )
