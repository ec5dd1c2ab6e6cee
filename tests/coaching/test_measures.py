"""What the site counts about itself, asked of the code that counts."""

from datetime import timedelta
from uuid import uuid4

from prometheus_client import REGISTRY

from coaching import services
from coaching.stops import waiting_since
from tests.coaching.life import CLEAN

LAST, START = "onto the last", "from the start"


def folds(kind):
    return REGISTRY.get_sample_value("coach_fold_seconds_count", {"kind": kind}) or 0


def test_a_report_in_its_order_is_folded_onto_the_last_and_a_late_one_from_the_start(life):
    life.train(2, CLEAN)
    last, start = folds(LAST), folds(START)
    life.train(3, CLEAN)
    assert folds(LAST) > last
    assert folds(START) == start
    life.feel(2.5, "numbness", late=3)
    assert folds(START) > start


def test_a_stop_waits_from_when_it_was_heard_of_until_somebody_has_seen_it(life, physiotherapist):
    assert waiting_since() == []
    told = life.feel(1, "numbness", late=2)
    assert waiting_since() == [told.received_at]
    assert told.received_at - told.performed_at == timedelta(days=2)
    services.acknowledge(
        physiotherapist=physiotherapist,
        enrolment=life.enrolment.uuid,
        uuid=uuid4(),
        reason="I have called.",
        stops=[str(told.uuid)],
        now=told.received_at,
    )
    assert waiting_since() == []
