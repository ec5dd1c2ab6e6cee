"""The tables change under people who train, as an upgrade changes them."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.sites import PATIENCE, PAUSE, site
from tests.faults.telling import counted, tell
from tests.faults.training import training

IS_LONG = bool(os.environ.get("LONG"))
BETWEEN = 300 if IS_LONG else 20
"""Acknowledged posts before and after."""
TIMES = 10 if IS_LONG else 1
LOCKED_AT_MOST = 5 if IS_LONG else PATIENCE
"""Seconds in which nobody gets a yes, as docs/operations.md says."""
CHANGE = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

is_postgres = connection.vendor == "postgresql"
Index = AddIndexConcurrently if is_postgres else migrations.AddIndex
changes = [
    (migrations.AddField("setreport", "new_{0}", models.IntegerField(null=True)), True),
    (Index("setreport", models.Index(fields=["new_{0}", "pops"], name="new_{0}")), not is_postgres),
]
state = MigrationLoader(connection).project_state()
for change, atomic in changes:
    after = state.clone()
    change.state_forwards("coaching", after)
    with connection.schema_editor(atomic=atomic) as editor:
        change.database_forwards("coaching", editor, state, after)
    state = after
with connection.cursor() as cursor:
    assert "new_{0}" in connection.introspection.get_constraints(cursor, "coaching_setreport")
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgres"] if IS_LONG else ["postgres"])
def test_a_new_column_and_its_index_cost_people_who_train_a_short_wait_and_nothing_else(kind):
    with site(kind) as found:
        found.start()
        waits = []
        with training(found) as people, ThreadPoolExecutor(1) as aside:
            people.had(BETWEEN)
            for number in range(TIMES):
                change = aside.submit(found.run, CHANGE.format(number))
                waits.append(longest_without_a_yes(people, until=change.done))
                change.result()
                people.had(BETWEEN)
        verdict = found.check(people.ledger.path)
    note = f"at most {max(waits):.2f} s without a yes, {counted(people.tally.answers)}"
    tell(f"{kind}: {TIMES} changes of tables", verdict, note)
    assert set(people.tally.answers) == {"yes"}
    assert max(waits) < LOCKED_AT_MOST
    assert verdict.is_clean, verdict


def longest_without_a_yes(people, *, until):
    """Seconds."""
    had, since, longest = 0, time.monotonic(), 0.0
    while not until():
        if people.tally.answers["yes"] != had:
            had, since = people.tally.answers["yes"], time.monotonic()
        longest = max(longest, time.monotonic() - since)
        PAUSE.wait(0.01)
    return longest
