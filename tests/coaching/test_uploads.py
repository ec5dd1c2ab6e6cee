"""Reading entries: strict, but for a warning, which is found in anything."""

import json
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching import uploads
from coaching.rules.terms import LumbarContact, SetReport, Symptom
from coaching.strict import Fault

ME = uuid4()
PLAN, WORKOUT, SET = (str(uuid4()) for _ in range(3))
AT = "2026-09-02T10:00:00.250+02:00"

OWN = {"id": SET, "account": str(ME), "at": AT}
NAMED = {"id": WORKOUT, "at": AT, "plan": PLAN}
ANSWERS = {"reps": 8, "lumbar_contact": "held", "pops": 0, "discomfort": 0, "symptoms": []}
ENTRIES = {
    "workout": {"type": "workout", **OWN, "plan": PLAN},
    "whole": {"type": "workout", **OWN, "plan": PLAN, "sets": [ANSWERS]},
    "set": {
        "type": "set",
        **OWN,
        **ANSWERS,
        "workout": NAMED,
        "number": 1,
        "asked": {"level": 1, "rep_step": 0},
    },
    "undo": {"type": "undo", **OWN, "set": SET},
    "finish": {"type": "finish", **OWN, "workout": NAMED},
    "symptom": {"type": "symptom", **OWN, "symptoms": ["numbness"]},
    "morning": {"type": "morning", **OWN, "discomfort": None, "symptoms": []},
}

kinds = pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)


def read(entry):
    return uploads.read(json.loads(json.dumps(entry)), account=ME)


@kinds
def test_every_kind_of_entry_is_read(entry):
    upload = read(entry)
    assert (str(upload.id), upload.kind, upload.said.written) == (SET, entry["type"], AT)
    assert upload.said.at.isoformat() == "2026-09-02T10:00:00.250000+02:00"
    assert upload.after is None


def test_a_set_is_read_whole():
    facts = {
        "lowest_angle": 61.5,
        "pop_location": "side_of_hip",
        "pop_phase": "raising",
        "pop_repetitions": [3, 3, 5],
        "effort": 7,
        "hands": "at_sides",
    }
    told = read(ENTRIES["set"] | facts | {"pops": 3, "symptoms": ["numbness"], "after": PLAN})
    assert told.told.report == SetReport(
        reps=8,
        lumbar_contact=LumbarContact.HELD,
        pops=3,
        discomfort=0,
        symptoms=frozenset({Symptom.NUMBNESS}),
        lowest_angle=61.5,
        asked=(1, 0),
    )
    assert told.told.facts["pop_repetitions"] == (3, 3, 5)
    assert (str(told.after), told.number, str(told.workout.plan)) == (PLAN, 1, PLAN)


@kinds
def test_no_key_is_unknown_or_missing(entry):
    with pytest.raises(Fault):
        read(entry | {"more": 1})
    for key in set(entry) - {"sets"}:
        with pytest.raises(Fault):
            read({name: value for name, value in entry.items() if name != key})


@kinds
def test_an_entry_of_another_account_is_known_for_what_it_is(entry):
    with pytest.raises(uploads.AnotherAccount):
        read(entry | {"account": str(uuid4())})


WRONG = [
    ("set", {"number": 0}),
    ("set", {"number": 21}),
    ("set", {"number": True}),
    ("set", {"reps": 8.0}),
    ("set", {"pops": 101}),
    ("set", {"discomfort": 11}),
    ("set", {"asked": None}),
    ("set", {"asked": {"level": -1, "rep_step": 0}}),
    ("set", {"asked": {"level": 1, "rep_step": 101}}),
    ("set", {"asked": {"level": 1, "rep_step": 0, "load": 5}}),
    ("set", {"workout": WORKOUT}),
    ("set", {"workout": NAMED | {"id": str(uuid5(ME, "x"))}}),
    ("set", {"symptoms": ["numbness", "numbness"]}),
    ("symptom", {"symptoms": []}),
    ("symptom", {"symptoms": ["tired"]}),
    ("whole", {"sets": [ANSWERS] * 21}),
    ("whole", {"sets": [ANSWERS | {"asked": {"level": 1, "rep_step": 0}}]}),
    ("undo", {"set": "this one"}),
    ("undo", {"at": "2026-09-02T10:00:00"}),
    ("undo", {"at": "2026-09-02T10:00:00.0000000000000000000000Z"}),
    ("undo", {"at": "2026-13-02T10:00:00Z"}),
    ("undo", {"after": None}),
    ("undo", {"id": SET.replace("-", "")}),
    ("undo", {"id": "{" + SET + "}"}),
    ("undo", {"id": str(uuid5(ME, "x"))}),
    ("undo", {"id": 5}),
    ("undo", {"type": "clearance"}),
    ("undo", {"type": ["undo"]}),
]


@pytest.mark.parametrize(("kind", "told"), WRONG)
def test_what_is_no_entry_is_refused(kind, told):
    with pytest.raises(Fault):
        read(ENTRIES[kind] | told)


@pytest.mark.parametrize("version", range(1, 9))
def test_phones_make_ids_of_version_4_and_7(version):
    own = f"0198f2a0-0000-{version}000-8000-000000000001"
    if version in (4, 7):
        assert read(ENTRIES["undo"] | {"id": own}).id == UUID(own)
    else:
        with pytest.raises(Fault):
            read(ENTRIES["undo"] | {"id": own})


def test_the_digest_goes_by_what_is_said_and_not_by_its_order():
    entry = ENTRIES["set"]
    assert uploads.digest_of(entry) == uploads.digest_of(dict(reversed(entry.items())))
    assert uploads.digest_of(entry) != uploads.digest_of(entry | {"reps": 9})


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ({"symptoms": ["numbness", "hiccups", 5, {}]}, ({"numbness"}, 0)),
        ({"symptoms": "sharp_pain"}, ({"sharp_pain"}, 0)),
        ({"sets": [{"symptoms": ["numbness"]}, {"discomfort": 7}, 5]}, ({"numbness"}, 7)),
        ({"discomfort": 6.5}, (set(), 6)),
        ({"discomfort": 1e400}, (set(), 10)),
        ({"discomfort": -3}, (set(), 0)),
        ({"discomfort": [-1e400, 6]}, (set(), 6)),
        ({"discomfort": -1e400}, (set(), 0)),
        ({"discomfort": "7", "symptoms": None, "sets": {}}, (set(), 0)),
        (["numbness"], (set(), 0)),
        (None, (set(), 0)),
    ],
)
def test_a_warning_is_found_in_whatever_can_be_read(payload, found):
    signs, discomfort = uploads.warnings_in(payload)
    assert ({sign.value for sign in signs}, discomfort) == found


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*ENTRIES["set"], "sets"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(payload=anything)
def test_nothing_that_is_sent_is_more_than_refused(payload):
    uploads.warnings_in(payload)
    uploads.written_at(payload)
    uploads.digest_of(payload)
    with pytest.raises(Fault):
        uploads.read(payload, account=ME)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sent_at": "now"},
        {"device": 5},
        {"entries": {}},
        {"offered": ["?"]},
        {"offered": [SET] * 5_001},
        {"more": 1},
    ],
)
def test_a_batch_is_read_strictly(wrong):
    batch = {"sent_at": AT, "device": SET, "entries": [5], "offered": [PLAN]}
    read_batch = uploads.read_batch(json.dumps(batch).encode())
    assert (read_batch.entries, read_batch.offered) == ((5,), (UUID(PLAN),))
    with pytest.raises(Fault):
        uploads.read_batch(json.dumps(batch | wrong).encode())
