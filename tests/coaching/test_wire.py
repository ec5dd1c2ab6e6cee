"""The written form of a history: section 5 of docs/rules.md, and nothing beside it."""

import json

import pytest

from coaching import wire
from coaching.catalogue import program_from
from coaching.rules.progression import begin, fold
from coaching.rules.terms import LumbarContact, Start, Symptom
from coaching.strict import LONGEST_LINE
from tests.rules.makers import MONDAY
from tests.rules.programs import MAIN, PROGRAMS, SINGLE, level

START = {"type": "start", "at": "2026-01-05T08:00:00Z", "program": MAIN.slug}
SET = {"reps": 8, "lumbar_contact": "held", "pops": 0, "discomfort": 0, "symptoms": []}
WORKOUT = {"type": "workout", "id": "a", "at": "2026-01-05T08:05:00Z", "sets": [SET] * 3}
SYMPTOM = {
    "type": "symptom",
    "id": "b",
    "at": "2026-01-06T08:00:00Z",
    "symptoms": ["numbness"],
}
MORNING = {
    "type": "morning",
    "id": "c",
    "at": "2026-01-06T07:00:00Z",
    "discomfort": 2,
    "symptoms": [],
}
CLEARANCE = {
    "type": "clearance",
    "id": "d",
    "at": "2026-01-07T08:00:00Z",
    "by": "physiotherapist",
    "stops": ["b"],
    "level": 4,
}
OVERRIDE = {
    "type": "override",
    "id": "e",
    "at": "2026-01-08T08:00:00Z",
    "level": 5,
    "rep_step": 0,
    "reason": "As agreed.",
}
CEILING = {"type": "ceiling", "id": "f", "at": "2026-01-09T08:00:00Z", "level": 8}
PAUSE = {"type": "pause", "id": "g", "at": "2026-01-10T08:00:00Z"}
RESUME = {"type": "resume", "id": "h", "at": "2026-01-11T08:00:00Z"}
DOSES = {
    "type": "doses",
    "id": "i",
    "at": "2026-01-12T08:00:00Z",
    "sets": 2,
    "rep_steps": [5, 6],
}
EVENTS = [WORKOUT, SYMPTOM, MORNING, CLEARANCE, OVERRIDE, CEILING]
FURTHER = [PAUSE, RESUME, DOSES]
MAY_END = [OVERRIDE, CEILING, PAUSE, DOSES]

BY_KIND = [pytest.param(event, id=event["type"]) for event in [*EVENTS, *FURTHER]]


def written(*payloads):
    """Lines as they stand in a file; bytes are taken as they are."""
    return [
        payload if isinstance(payload, bytes) else json.dumps(payload).encode() + b"\n"
        for payload in payloads
    ]


def read(*payloads):
    """The events that these lines hold, after the start."""
    _, _, events = wire.read_history(written(START, *payloads), PROGRAMS)
    return events


def refused(*lines):
    """The line and the reason of the refusal."""
    with pytest.raises(wire.Refused) as found:
        wire.read_history(written(*lines), PROGRAMS)
    return found.value.line, found.value.reason


def reason(payload):
    """Why the second line of a history is refused."""
    line, said = refused(START, payload)
    assert line == 2
    return said


def without(payload, key):
    return {name: value for name, value in payload.items() if name != key}


def with_set(**answers):
    return WORKOUT | {"sets": [SET | answers]}


# What is accepted


@pytest.mark.parametrize("event", BY_KIND)
def test_every_kind_of_event_is_read(event):
    (found,) = read(event)
    assert found.id == event["id"]
    assert found.received_at == found.at


def test_a_set_is_read_whole():
    answers = {
        "lumbar_contact": None,
        "pops": None,
        "discomfort": None,
        "symptoms": ["numbness", "leg_weakness"],
        "lowest_angle": 60.5,
        "pop_location": "front_of_hip",
        "pop_phase": "lowering",
        "pop_repetitions": [1, 8],
        "effort": 7,
        "hands": "under_back",
    }
    (report,) = read(with_set(**answers))[0].sets
    assert (report.reps, report.lumbar_contact, report.pops, report.discomfort) == (
        8,
        None,
        None,
        None,
    )
    assert report.symptoms == {Symptom.NUMBNESS, Symptom.LEG_WEAKNESS}
    assert report.lowest_angle == 60.5


def test_a_set_and_a_morning_may_bring_the_limit_of_another_program():
    workout, morning = read(
        with_set(severe_discomfort=5), MORNING | {"id": "z", "severe_discomfort": 4}
    )
    assert (workout.sets[0].severe_discomfort, morning.severe_discomfort) == (5, 4)


def test_a_moment_of_receipt_may_be_told():
    (found,) = read(SYMPTOM | {"received_at": "2026-01-09T08:00:00+01:00"})
    assert found.received_at.isoformat() == "2026-01-09T08:00:00+01:00"


@pytest.mark.parametrize("level", [0, 1, 10])
def test_a_start_may_name_its_level(level):
    _, start, _ = wire.read_history(written(START | {"level": level}), PROGRAMS)
    assert start.level == level


def test_an_event_may_be_performed_at_the_start_but_not_before_it():
    assert read(WORKOUT | {"at": "2026-01-05T09:00:00+01:00"})
    assert reason(WORKOUT | {"at": "2026-01-05T08:59:59+01:00"}) == (
        'no event is performed before the start: "at" is too early'
    )


def test_a_workout_may_have_no_set_and_at_most_20():
    assert read(WORKOUT | {"sets": []})[0].sets == ()
    assert len(read(WORKOUT | {"sets": [SET] * 20})[0].sets) == 20
    assert reason(WORKOUT | {"sets": [SET] * 21}) == '"sets" has more than 20 entries'


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"", b" \t\n"])
def test_a_line_may_end_as_lines_end(ending):
    line = json.dumps(WORKOUT).encode() + ending
    assert read(line)[0].id == "a"


# Ranges: before, on and after each bound


def put(payload, key, value):
    return payload | {key: value}


def in_set(key):
    return lambda value: with_set(**{key: value})


def in_event(event, key):
    return lambda value: put(event, key, value)


WHOLE_NUMBERS = [
    pytest.param(in_set("reps"), 0, 100, id="reps"),
    pytest.param(in_set("pops"), 0, 100, id="pops"),
    pytest.param(in_set("discomfort"), 0, 10, id="discomfort"),
    pytest.param(in_set("effort"), 0, 10, id="effort"),
    pytest.param(lambda value: with_set(pop_repetitions=[value]), 1, 100, id="pop repetition"),
    pytest.param(in_event(MORNING, "discomfort"), 0, 10, id="morning"),
    pytest.param(in_set("severe_discomfort"), 3, 6, id="limit of a set"),
    pytest.param(in_event(MORNING, "severe_discomfort"), 3, 6, id="limit of a morning"),
    pytest.param(in_event(CLEARANCE, "level"), 0, 10, id="clearance"),
    pytest.param(in_event(OVERRIDE, "level"), 0, 10, id="override"),
    pytest.param(in_event(OVERRIDE, "rep_step"), 0, 2, id="rep step"),
    pytest.param(in_event(CEILING, "level"), 1, 10, id="ceiling"),
    pytest.param(in_event(DOSES, "sets"), 1, 20, id="sets"),
    pytest.param(lambda value: DOSES | {"rep_steps": [value]}, 1, 100, id="rep steps"),
]


@pytest.mark.parametrize(("make", "low", "high"), WHOLE_NUMBERS)
def test_a_whole_number_keeps_to_its_range(make, low, high):
    assert read(make(low))
    assert read(make(high))
    for beyond in (low - 1, high + 1):
        assert f"must be a whole number from {low} to {high}" in reason(make(beyond))


@pytest.mark.parametrize(("make", "low", "high"), WHOLE_NUMBERS)
@pytest.mark.parametrize("value", [True, 8.0, 1e0, "8", [8], {}], ids=repr)
def test_a_whole_number_is_nothing_else(make, low, high, value):
    assert f"must be a whole number from {low} to {high}" in reason(make(value))


@pytest.mark.parametrize("level", [-1, 11, True, 1.0, "1", None], ids=repr)
def test_the_level_of_a_start_is_on_the_ladder(level):
    assert refused(START | {"level": level}) == (
        1,
        '"level" must be a whole number from 0 to 10',
    )


@pytest.mark.parametrize("angle", [0, 0.0, 45.5, 90, 90.0])
def test_an_angle_need_not_be_whole(angle):
    assert read(with_set(lowest_angle=angle))[0].sets[0].lowest_angle == angle


@pytest.mark.parametrize("angle", [-0.1, 90.1, True, "45", None, [45]], ids=repr)
def test_an_angle_is_a_number_from_0_to_90(angle):
    assert "must be a number of degrees from 0 to 90" in reason(with_set(lowest_angle=angle))


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity"])
@pytest.mark.parametrize("key", ["lowest_angle", "reps"])
def test_what_is_no_number_is_refused(number, key):
    line = json.dumps(with_set(**{key: 77})).encode().replace(b"77", number)
    assert reason(line) == f"{number.decode()} is no number"


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"9" * 400])
@pytest.mark.parametrize("key", ["lowest_angle", "reps"])
def test_a_number_beyond_all_bounds_is_refused(number, key):
    line = json.dumps(with_set(**{key: 77})).encode().replace(b"77", number)
    assert f'"{key}" must be' in reason(line)


def test_a_number_of_thousands_of_digits_is_refused():
    line = json.dumps(with_set(reps=77)).encode().replace(b"77", b"9" * 5_000)
    assert reason(line) == "not a JSON object"


@pytest.mark.parametrize("answer", ["lumbar_contact", "pops", "discomfort"])
def test_a_question_may_be_unanswered_but_not_left_out(answer):
    assert getattr(read(with_set(**{answer: None}))[0].sets[0], answer) is None
    left_out = WORKOUT | {"sets": [without(SET, answer)]}
    assert reason(left_out) == f'"sets" "1" "{answer}" is missing'


def test_the_discomfort_of_a_morning_may_be_unanswered_but_not_left_out():
    assert read(MORNING | {"discomfort": None})[0].discomfort is None
    assert reason(without(MORNING, "discomfort")) == '"discomfort" is missing'


@pytest.mark.parametrize("answer", ["reps", "symptoms"])
def test_repetitions_and_symptoms_are_always_told(answer):
    assert f'"{answer}" must be' in reason(with_set(**{answer: None}))


# Keys


@pytest.mark.parametrize(
    ("event", "key"),
    [
        pytest.param(event, key, id=f"{event['type']} {key}")
        for event in EVENTS
        for key in event
        if (event["type"], key) not in {("clearance", "level"), ("override", "rep_step")}
    ],
)
def test_no_key_is_missing(event, key):
    said = reason(without(event, key))
    if key == "type":
        assert said.startswith('"type" must be one of workout, morning, symptom')
    else:
        assert said == f'"{key}" is missing'


def test_an_override_may_leave_out_its_rep_step_and_a_clearance_its_level():
    assert read(without(OVERRIDE, "rep_step"))[0].rep_step == 0
    assert read(without(CLEARANCE, "level"))[0].level is None


@pytest.mark.parametrize("key", ["at", "program"])
def test_the_start_misses_no_key(key):
    assert refused(without(START, key)) == (1, f'"{key}" is missing')


@pytest.mark.parametrize("event", BY_KIND)
def test_no_key_is_unknown(event):
    assert reason(event | {"colour": 1}) == 'unknown key "colour"'


def test_no_key_of_a_set_or_of_a_start_is_unknown():
    assert reason(with_set(colour=1)) == '"sets" "1" unknown key "colour"'
    assert refused(START | {"colour": 1}) == (1, 'unknown key "colour"')
    assert refused(START | {"id": "a"}) == (1, 'unknown key "id"')


def test_a_symptom_event_has_no_discomfort():
    assert reason(SYMPTOM | {"discomfort": 0}) == 'unknown key "discomfort"'


@pytest.mark.parametrize(
    "line",
    [
        b'{"type": "workout", "type": "workout"}',
        b'{"type": "workout", "id": "a", "sets": [{"reps": 8, "type": 1, "type": 2}]}',
    ],
    ids=["event", "set"],
)
def test_no_key_is_repeated(line):
    assert reason(line) == 'the key "type" is repeated'


# Words and texts


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lumbar_contact", "firm"),
        ("lumbar_contact", "HELD"),
        ("lumbar_contact", True),
        ("lumbar_contact", ["held"]),
        ("pop_location", "knee"),
        ("pop_phase", "resting"),
        ("hands", "behind_head"),
        ("pop_location", None),
    ],
)
def test_a_word_is_one_of_the_known_ones(key, value):
    assert f'"{key}" must be one of ' in reason(with_set(**{key: value}))


def test_every_word_of_the_contract_is_known():
    for contact in ("held", "lost", "unsure"):
        assert read(with_set(lumbar_contact=contact))[0].sets[0].lumbar_contact is LumbarContact(
            contact
        )


@pytest.mark.parametrize(
    ("symptoms", "said"),
    [
        (["dizziness"], "must be one of"),
        (["Numbness"], "must be one of"),
        ([None], "must be one of"),
        ([["numbness"]], "must be one of"),
        (["numbness", "numbness"], "names one twice"),
        ("numbness", "must be a list"),
        ({"numbness": 1}, "must be a list"),
    ],
)
@pytest.mark.parametrize(
    "make",
    [in_set("symptoms"), in_event(MORNING, "symptoms"), in_event(SYMPTOM, "symptoms")],
    ids=["set", "morning", "symptom"],
)
def test_symptoms_are_known_ones_each_once(make, symptoms, said):
    assert said in reason(make(symptoms))


def test_a_symptom_event_names_at_least_one():
    assert reason(SYMPTOM | {"symptoms": []}) == '"symptoms" must name at least one'


@pytest.mark.parametrize("event", BY_KIND)
def test_an_id_has_1_to_64_characters(event):
    assert read(event | {"id": "x"})
    assert read(event | {"id": "é" * 64})
    assert reason(event | {"id": ""}) == '"id" must be a non-empty string'
    assert reason(event | {"id": "x" * 65}) == '"id" must be at most 64 characters'


@pytest.mark.parametrize("id_", [7, None, True, ["a"]], ids=repr)
def test_an_id_is_a_string(id_):
    assert reason(WORKOUT | {"id": id_}) == '"id" must be a non-empty string'


@pytest.mark.parametrize("given", ["", None, 3, ["because"]], ids=repr)
def test_an_override_has_a_reason(given):
    assert reason(OVERRIDE | {"reason": given}) == '"reason" must be a non-empty string'


@pytest.mark.parametrize("event", MAY_END, ids=lambda event: event["type"])
def test_an_act_may_end_and_not_before_it_has_begun(event):
    at = event["at"]
    assert read(event)[0].until is None
    later = at.replace("08:00:00Z", "08:00:00.000001Z")
    assert read(event | {"until": later})[0].until > read(event)[0].at
    assert reason(event | {"until": at}) == '"until" must be later than "at"'
    assert '"until" must be' in reason(event | {"until": None})


def test_a_pause_is_ended_by_an_event_without_an_end():
    assert reason(RESUME | {"until": "2027-01-01T08:00:00Z"}) == 'unknown key "until"'


def test_doses_leave_out_what_is_as_the_program_has_it():
    told = read(DOSES)[0].dosage
    assert (told.sets, told.rep_steps) == (2, (5, 6))
    told = read(without(without(DOSES, "sets"), "rep_steps"))[0].dosage
    assert (told.sets, told.rep_steps) == (None, None)


@pytest.mark.parametrize("steps", [[], [5, 5], [6, 5], None, 5, "5"], ids=repr)
def test_rep_steps_grow(steps):
    assert '"rep_steps" must' in reason(DOSES | {"rep_steps": steps})


@pytest.mark.parametrize("stops", [[], None, "b", {"b": 1}], ids=repr)
def test_a_clearance_names_at_least_one_stop(stops):
    assert reason(CLEARANCE | {"stops": stops}) == '"stops" must name at least one stop'


@pytest.mark.parametrize("stop", ["", "x" * 65, 7, None], ids=["empty", "long", "7", "null"])
def test_a_stop_is_named_by_an_id(stop):
    assert '"stops" must be' in reason(CLEARANCE | {"stops": [stop]})


def test_a_clearance_is_by_a_physiotherapist_or_oneself():
    assert reason(CLEARANCE | {"by": "friend"}) == '"by" must be one of physiotherapist, self'


def test_who_clears_themself_chooses_no_level():
    assert read(without(CLEARANCE, "level") | {"by": "self"})
    assert reason(CLEARANCE | {"by": "self"}) == 'a clearance by "self" names no "level"'


# Moments


@pytest.mark.parametrize(
    "at",
    [
        "2026-01-06T08:00Z",
        "2026-01-06T08:00:00.5Z",
        "2026-01-06T08:00:00+05:45",
        "2026-01-06T08:00:00-1100",
        "2026-01-06T08:00:00+13",
        "2028-02-29T08:00:00Z",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_a_moment_is_iso_8601_with_an_offset(at):
    assert read(SYMPTOM | {"at": at})


@pytest.mark.parametrize(
    "at",
    [
        pytest.param("2026-01-06T08:00:00", id="no offset"),
        pytest.param("2026-01-06", id="a date alone"),
        pytest.param("2026-01-06 08:00:00Z", id="no T"),
        pytest.param("2026-02-29T08:00:00Z", id="no such day"),
        pytest.param("2026-13-01T08:00:00Z", id="no such month"),
        pytest.param("2026-01-06T25:00:00Z", id="no such hour"),
        pytest.param("2026-01-06T08:00:60Z", id="no such second"),
        pytest.param("2026-01-06T08:00:00+24:00", id="no such offset"),
        pytest.param("2026-01-06T08:00:00 +01:00", id="a space"),
        pytest.param("2026-01-06T08:00:00Z\n", id="a line break"),
        pytest.param("٢٠٢٦-01-06T08:00:00Z", id="other digits"),
        pytest.param("+2026-01-06T08:00:00Z", id="a signed year"),
        pytest.param("2026-W02-2T08:00:00Z", id="a week"),
        pytest.param("", id="empty"),
        pytest.param(1767686400, id="a number"),
        pytest.param(None, id="null"),
    ],
)
@pytest.mark.parametrize("key", ["at", "received_at"])
def test_what_is_no_moment_is_refused(key, at):
    assert reason(SYMPTOM | {key: at}) == (
        f'"{key}" must be a date and time with an offset, as in "2026-01-05T08:00:00Z"'
    )


def test_the_start_has_a_moment_too():
    assert '"at" must be a date' in refused(START | {"at": "2026-01-05"})[1]


# Lines


@pytest.mark.parametrize(
    "first",
    [WORKOUT, [START], "start", 1, None, {}],
    ids=["workout", "list", "s", "1", "null", "{}"],
)
def test_the_first_line_is_the_start(first):
    assert refused(first, WORKOUT) == (1, 'the first line must be an event of the type "start"')


def test_an_empty_file_has_no_start():
    assert refused() == (1, 'the first line must be an event of the type "start"')


def test_there_is_one_start():
    assert reason(START).startswith('"type" must be one of workout, morning')


def test_a_program_is_a_known_one():
    assert refused(START | {"program": "marathon"})[1].startswith('"program" must be one of ')


@pytest.mark.parametrize("kind", ["rest", "Workout", "", None, 1, ["workout"], {}], ids=repr)
def test_a_type_is_a_known_one(kind):
    assert reason(WORKOUT | {"type": kind}).startswith('"type" must be one of workout')


@pytest.mark.parametrize("payload", [[], "workout", 1, True, None], ids=repr)
def test_an_event_is_an_object(payload):
    assert reason(payload) == "an event is a JSON object"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(b"\n", "not a JSON object", id="empty line"),
        pytest.param(b"{", "not a JSON object", id="half an object"),
        pytest.param(b"{} {}", "not a JSON object", id="two objects"),
        pytest.param(b"{'type': 'workout'}", "not a JSON object", id="single quotes"),
        pytest.param(b'{"type": "workout",}', "not a JSON object", id="trailing comma"),
        pytest.param(b"\xef\xbb\xbf{}", "not a JSON object", id="byte order mark"),
        pytest.param(b'{"id": "\xff"}', "not UTF-8", id="not UTF-8"),
        pytest.param("{}".encode("utf-16"), "not UTF-8", id="UTF-16"),
        pytest.param(b"[" * 100_000, "not a JSON object", id="deep list"),
        pytest.param(b'{"a":' * 100_000, "not a JSON object", id="deep object"),
        pytest.param(
            b" " * (LONGEST_LINE + 1), f"a line is at most {LONGEST_LINE} bytes", id="long line"
        ),
    ],
)
def test_a_line_is_one_object_of_json(line, said):
    assert reason(line) == said


def test_a_set_is_an_object():
    assert reason(WORKOUT | {"sets": [3]}) == '"sets" "1" is no JSON object'
    assert reason(WORKOUT | {"sets": {}}) == '"sets" must be a list'


@pytest.mark.parametrize("number", [1, 2, 5, 7])
def test_a_fault_is_told_with_its_own_line(number):
    lines = [START, *EVENTS]
    lines[number - 1] = {"type": "rest"}
    assert refused(*lines)[0] == number


def test_the_first_fault_is_told():
    assert refused(START, WORKOUT, {}, b"\xff")[0] == 3


def test_a_repeated_id_must_be_valid_all_the_same():
    assert refused(START, WORKOUT, WORKOUT | {"sets": 1})[0] == 3


# What is answered


def answers(*payloads):
    """Every line of the answer."""
    program, start, events = wire.read_history(written(*payloads), PROGRAMS)
    told = [(None, begin(program, start))]
    told += [(event.id, decision) for event, decision in fold(program, start, events)]
    return [wire.write_decision(id_, decision, program) for id_, decision in told]


def line(**facts):
    common = {"change": None, "refer": False, "status": "active", "sets": 3, "reps": 8}
    order = ("id", "decision", "rule", "change", "refer", "status", "level", "exercise")
    order += ("knee_flexion", "thigh_angle", "sets", "reps", "load")
    facts = common | facts
    return json.dumps({key: facts[key] for key in order})


AT_0 = {"level": 0, "exercise": "reverse-crunch"} | dict.fromkeys(
    ("knee_flexion", "thigh_angle", "load")
)
AT_1 = {"level": 1, "exercise": "knee-raise", "knee_flexion": 90, "thigh_angle": 75, "load": 44}
AT_4 = {"level": 4, "exercise": "half-bent-leg-raise", "knee_flexion": 45, "thigh_angle": 60}
AT_5 = {"level": 5, "exercise": "half-bent-leg-raise", "knee_flexion": 45, "thigh_angle": 45}


def test_the_example_of_the_contract_is_answered_to_the_letter():
    assert answers(START, WORKOUT)[1] == (
        '{"id": "a", "decision": "advance", "rule": "clean", "change": "reps", "refer": false, '
        '"status": "active", "level": 1, "exercise": "knee-raise", "knee_flexion": 90, '
        '"thigh_angle": 75, "sets": 3, "reps": 10, "load": 44}'
    )


def test_every_event_of_the_example_is_answered_in_the_order_performed():
    assert answers(START, *EVENTS) == [
        line(id=None, decision="start", rule=None, **AT_1),
        line(id="a", decision="advance", rule="clean", **AT_1 | {"change": "reps", "reps": 10}),
        line(id="c", decision="substitute", rule="next-morning", **AT_0),
        line(id="b", decision="stop", rule="stop-sign", **AT_0 | {"status": "stopped"}),
        line(id="d", decision="clear", rule=None, **AT_4 | {"load": 62}),
        line(id="e", decision="override", rule=None, **AT_5 | {"load": 78}),
        line(id="f", decision="ceiling", rule=None, **AT_5 | {"load": 78}),
    ]


def test_of_a_repeated_id_the_first_line_counts():
    assert answers(START, WORKOUT, WORKOUT | {"sets": []}) == answers(START, WORKOUT)


def test_a_refer_and_a_whole_number_are_told_as_they_are():
    hurt = with_set(discomfort=4)
    told = answers(
        START | {"level": 5},
        hurt,
        hurt | {"id": "b", "at": "2026-01-06T08:00:00Z"},
    )
    assert [json.loads(each)["refer"] for each in told] == [False, False, True]
    assert all(isinstance(json.loads(each)["load"], int) for each in told)


def test_an_angle_that_is_not_whole_is_told_as_it_is():
    levels = [level("half", 22.5, knee_flexion=45, legs=1)]
    program = program_from(SINGLE | {"levels": levels})
    told = json.loads(wire.write_decision("a", begin(program, Start(at=MONDAY, level=1)), program))
    assert (told["thigh_angle"], told["knee_flexion"]) == (22.5, 45)


@pytest.mark.parametrize(("thigh_angle", "percent"), [(60.4, 49), (60, 50), (59.7, 50), (59.6, 51)])
def test_a_load_is_told_as_the_nearest_whole_number(thigh_angle, percent):
    levels = [level("straight", thigh_angle, knee_flexion=0)]
    program = program_from(SINGLE | {"levels": levels})
    told = json.loads(wire.write_decision("a", begin(program, Start(at=MONDAY, level=1)), program))
    assert told["load"] == percent
