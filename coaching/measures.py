"""What the site counts about itself: times and numbers, and nothing of anybody."""

from prometheus_client import Counter, Histogram

FOLDS = Histogram(
    "coach_fold_seconds",
    "Time to fold reports into a position and store what was decided.",
    ["kind"],
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
)
"""`kind` is "onto the last" where one event was added, "from the start" where one came late."""

BATCHES = Histogram(
    "coach_outbox_batch_entries",
    "Entries in a batch that a phone sent.",
    buckets=(1, 2, 5, 10, 20, 50),
)

ENTRIES = Counter(
    "coach_outbox_entries", "Entries from phones, by what became of them.", ["status"]
)
