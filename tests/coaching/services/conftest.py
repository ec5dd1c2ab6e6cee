"""Every kind of alarm."""

import pytest

from coaching.rules.terms import SetReport
from tests.coaching.services.alarms import ALARMS


@pytest.fixture(params=ALARMS.values(), ids=ALARMS)
def alarm(request: pytest.FixtureRequest) -> SetReport:
    """A set that stops the program."""
    report: SetReport = request.param
    return report
