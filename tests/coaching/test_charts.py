from dataclasses import replace
from datetime import date, timedelta

import pytest

from coaching.charts import (
    Answers,
    Training,
    Week,
    discomfort_chart,
    pops_chart,
    range_chart,
    stairs,
    weeks_chart,
)
from coaching.charts.answers import average
from coaching.charts.shapes import Places, Scale, dots, line, plain, points, stems

MONDAY = date(2026, 10, 5)


def training(number=0, **changes):
    plain_one = Training(
        day=MONDAY + timedelta(days=2 * number),
        exercise="Knee raise",
        angle=75,
        height="five sixths of the way up",
        pops=Answers.of([0, 0, 0]),
        arches=Answers.of([0, 0, 0]),
        discomfort=Answers.of([0, 0, 0]),
        morning=0,
    )
    return replace(plain_one, **changes)


def trainings(**series):
    """`trainings(angle=[75, 60])` -> a workout for each value."""
    (name, values), *_ = series.items()
    return [training(number, **{name: value}) for number, value in enumerate(values)]


def series(chart, kind):
    return next(found for found in chart.series if found.kind == kind)


def weeks(*counts):
    return [
        Week(monday=MONDAY + timedelta(weeks=place), workouts=count)
        for place, count in enumerate(counts)
    ]


# Answers


def test_what_was_not_answered_is_no_zero():
    assert Answers.of([None, None]).sum_or_blank is None
    assert Answers.of([None, None]).highest_or_blank is None
    assert Answers.of([]).sum_or_blank is None


def test_a_zero_is_an_answer():
    assert Answers.of([0, None]).sum_or_blank == 0
    assert Answers.of([0, 0, 0]).highest_or_blank == 0


def test_a_sum_says_when_it_rests_on_some_of_the_sets():
    assert Answers.of([2, None, 1]).is_partial
    assert not Answers.of([2, 0, 1]).is_partial
    assert not Answers.of([None]).is_partial


def test_an_average_counts_zeros_and_leaves_blanks_out():
    assert average([0, 0, 3]) == 1
    assert average([None, 3, None]) == 3
    assert average([None]) is None
    assert average([0]) == 0
    assert average([]) is None


# Shapes


def test_a_scale_turns_over():
    assert [Scale(0, 10, 100, 0)(value) for value in (0, 5, 10)] == [100, 50, 0]


def test_a_line_breaks_at_a_gap():
    assert line([(0, 1), (1, 1), None, (3, 1), (4, 2)]) == "M0 1L1 1M3 1L4 2"


def test_a_point_between_two_gaps_is_a_mark_and_no_line():
    lonely = [None, (3.0, 1.0), None]
    assert line(lonely) == ""
    assert dots(lonely, 2).count("z") == 1


def test_a_stem_of_nothing_is_not_drawn():
    assert stems([(1, 50), (2, 40), None], 50) == "M2 50V40"


def test_few_workouts_are_not_stretched():
    assert Places(1, 0, 80).step == Places(8, 0, 80).step == 10
    assert Places(16, 0, 80).step == 5


def test_coordinates_are_short_and_never_minus_nought():
    assert [plain(number) for number in (1.25, 3.0, -0.01, 1234567.89)][:3] == ["1.2", "3", "0"]


def test_points_of_blanks_are_nowhere():
    assert points([1, None], Places(2, 0, 80), Scale(0, 1, 0, 1)) == [(5, 1), None]


# How far


def test_further_is_lower_on_the_page():
    chart = range_chart(trainings(angle=[75, 45]))
    heights = [float(part.split()[1]) for part in series(chart, "first").line[1:].split("L")]
    assert heights[0] < heights[-1]
    assert chart.sentence.startswith("Your last workout asked for 45°")
    assert "began at 75°" in chart.sentence
    assert "Lower is further" in chart.hint


def test_the_reverse_crunch_is_a_gap_with_a_reason():
    away = training(1, exercise="Reverse crunch", angle=None, height="")
    chart = range_chart([training(0), away, training(2)])
    assert series(chart, "first").line.count("M") == 2
    assert "A gap is the reverse crunch" in chart.hint
    assert chart.rows[1][1:] == ("Reverse crunch", "no angle")


def test_a_client_who_only_did_reverse_crunches_has_an_empty_drawing_and_a_sentence():
    chart = range_chart([training(0, exercise="Reverse crunch", angle=None, height="")])
    assert series(chart, "first").line == series(chart, "first").area == ""
    assert chart.sentence == "You last did the reverse crunch, which has no angle."


def test_another_exercise_begins_a_line_of_its_own():
    chart = range_chart([training(0, angle=45), training(1, angle=60, exercise="Half-bent")])
    assert series(chart, "first").line.count("M") == 2
    assert "began at" not in chart.sentence


@pytest.mark.parametrize("angle", [0, 90])
def test_the_ends_of_the_range_are_on_the_drawing(angle):
    chart = range_chart([training(0, angle=angle)])
    height = float(series(chart, "first").line.split()[1].split("L")[0])
    assert 0 < height < chart.height


# Pops and arches


def test_no_pop_is_a_mark_on_the_line_and_no_answer_is_none():
    chart = pops_chart(trainings(pops=[Answers.of([0]), Answers.of([None]), Answers.of([2])]))
    assert series(chart, "first").marks.count("z") == 2
    assert series(chart, "first").line.count("M") == 1
    assert [row[1] for row in chart.rows] == ["2", "not answered", "0"]


def test_the_two_series_differ_in_shape():
    chart = pops_chart(trainings(pops=[Answers.of([1])]))
    assert "a" in series(chart, "first").marks
    assert "a" not in series(chart, "second").marks


def test_a_partial_answer_says_on_how_many_sets_it_rests():
    chart = pops_chart(trainings(pops=[Answers.of([1, None, None])]))
    assert chart.rows[0][1] == "1 (1 of 3 sets answered)"


@pytest.mark.parametrize(
    ("pops", "words"),
    [
        ([0, 0], "no pop,"),
        ([0, None], "no pop that you told us of"),
        ([1, 0], "1 pop,"),
        ([2, 1], "3 pops,"),
        ([None, None], "no answer about pops"),
    ],
)
def test_pops_in_words(pops, words):
    assert words in pops_chart(trainings(pops=[Answers.of(pops)])).sentence


@pytest.mark.parametrize(
    ("arches", "words"),
    [
        ([0, 0], "and your back stayed down."),
        ([0, None], "stayed down in the sets you were sure of"),
        ([1, 0], "lifted in 1 set."),
        ([1, 1], "lifted in 2 sets."),
        ([None], "no sure answer about your back"),
    ],
)
def test_the_back_in_words(arches, words):
    assert words in pops_chart(trainings(arches=[Answers.of(arches)])).sentence


def test_a_hundred_pops_stay_on_the_drawing():
    chart = pops_chart(trainings(pops=[Answers.of([100])]))
    assert float(series(chart, "first").line.split("V")[1]) >= 0


# Discomfort


def test_a_skipped_morning_is_a_gap_and_a_zero_is_a_point_on_the_base():
    chart = discomfort_chart(trainings(morning=[0, None, 4]))
    mornings = series(chart, "second")
    assert mornings.marks.count("z") == 2
    assert mornings.line == ""
    assert [row[2] for row in chart.rows] == ["4", "not answered", "0"]


def test_the_average_of_discomfort_counts_zeros_and_no_blanks():
    felt = [Answers.of([0]), Answers.of([None]), Answers.of([1, 3])]
    sentence = discomfort_chart(trainings(discomfort=felt)).sentence
    assert "Average of 2 workouts with an answer: 1.5." in sentence


def test_without_any_answer_there_is_no_average():
    chart = discomfort_chart([training(discomfort=Answers.of([None]), morning=None)])
    assert chart.sentence == "Last workout: no answer. The morning after: no answer."
    assert "no answers" in chart.alt


# Weeks


def test_a_week_without_a_workout_has_a_sliver_and_a_nought():
    chart = weeks_chart(weeks(2, 0, 1))
    assert series(chart, "bar").area.count("M") == 2
    assert "0" in [label.text for label in chart.labels]
    assert chart.sentence.endswith("The 2 weeks before: 1 a week on average.")


def test_a_week_before_the_beginning_is_blank_and_lowers_no_average():
    chart = weeks_chart(weeks(None, None, 3, 1))
    assert series(chart, "bar").area.count("M") == 1
    assert chart.sentence == "This week so far: 1. The week before: 3."
    assert chart.rows[-1][1] == "before the beginning"


def test_this_week_is_drawn_apart_and_counts_in_no_average():
    chart = weeks_chart(weeks(4, 4, 0))
    assert series(chart, "now").area.count("M") == 1
    assert "4 a week on average" in chart.sentence


def test_the_first_week_stands_alone():
    assert weeks_chart(weeks(None, 1)).sentence == "This week so far: 1."


# The ladder


@pytest.mark.parametrize("now", [1, 3])
def test_one_step_is_now_and_those_behind_are_done(now):
    states = [rung.state for rung in stairs(["Knee raise"] * 3, now).rungs]
    assert states.index("now") == now - 1
    assert states[: now - 1] == ["done"] * (now - 1)


def test_the_reverse_crunch_is_a_step_before_the_first():
    found = stairs(["Knee raise"] * 3, 0)
    assert [rung.state for rung in found.rungs] == ["now", "ahead", "ahead", "ahead"]
    assert found.alt == "Just before the first of 3 steps."


def test_what_a_physiotherapist_closed_is_not_ahead():
    found = stairs(["Knee raise"] * 3, 1, top=2)
    assert [rung.state for rung in found.rungs] == ["now", "ahead", "closed"]


def test_a_ladder_may_have_one_step_or_forty():
    assert len(stairs(["Knee raise"], 1).rungs) == 1
    assert len(stairs(["Knee raise"] * 40, 40).rungs) == 40


# All of them


@pytest.mark.parametrize("count", [1, 2, 60])
@pytest.mark.parametrize("draw", [range_chart, pops_chart, discomfort_chart])
def test_every_chart_has_words_a_table_and_a_row_a_workout(draw, count):
    chart = draw([training(number) for number in range(count)])
    assert chart.title
    assert chart.sentence.endswith(".")
    assert chart.alt.endswith(".")
    assert len(chart.rows) == count
    assert {len(row) for row in chart.rows} == {len(chart.head)}
    assert chart.rows[-1][0] == "Mon 5 Oct 2026"


@pytest.mark.parametrize("draw", [range_chart, pops_chart, discomfort_chart])
def test_the_years_are_named_where_there_are_two(draw):
    chart = draw([training(0, day=date(2025, 12, 30)), *[training(n) for n in range(30)]])
    assert any(label.text == "30 Dec 2025" for label in chart.labels)
