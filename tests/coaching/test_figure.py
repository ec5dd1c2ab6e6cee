"""The figure: joints where geometry has them, refusals at the edge, words, and a clean SVG."""

import math
import re
from dataclasses import FrozenInstanceError
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string

from coaching.figure import Figure, angle_in_words, draw, draw_reverse_crunch
from coaching.figure.limbs import foot_path
from coaching.figure.measures import FLOOR, SHANK, THIGH
from coaching.figure.paths import GRID, Point, number, numbers, smooth
from coaching.figure.pose import LegPose, TrunkPose

LADDER = [
    (90, 75), (90, 60), (90, 45), (45, 60), (45, 45), (45, 30), (0, 45), (0, 30), (0, 20), (0, 10),
]  # fmt: skip
STYLESHEET = Path(__file__).parents[2] / "static" / "css" / "figure.css"


def pictures(*, animated: bool = False) -> list[Figure]:
    raises = [
        draw(knee_flexion=knee, thigh_angle=thigh, legs=legs, pelvic_tilt=tilt, animated=animated)
        for knee, thigh in LADDER
        for legs in (1, 2)
        for tilt in (5, -12)
    ]
    return [*raises, draw_reverse_crunch(animated=animated)]


def svg(figure: Figure, **context: bool) -> str:
    return render_to_string("coaching/_figure.svg", {"figure": figure, **context})


def lowest_point(path: str) -> float:
    """The lowest height, in units from the hip, that a path of `smooth` reaches."""
    end = handle = (0.0, 0.0)
    heights = []
    for command, text in re.findall(r"([Mcs])([^Mcsz]*)", path):
        given = [float(value) for value in re.findall(r"-?\d+", text)]
        pairs = list(zip(given[::2], given[1::2], strict=True))
        if command == "M":
            end = pairs[0]
            continue
        placed = [(end[0] + x, end[1] + y) for x, y in pairs]
        first = placed[0] if command == "c" else (2 * end[0] - handle[0], 2 * end[1] - handle[1])
        handle, last = placed[-2:]
        heights += [bezier(t / 50, end[1], first[1], handle[1], last[1]) for t in range(51)]
        end = last
    return -max(heights) / GRID


def bezier(t: float, a: float, b: float, c: float, d: float) -> float:
    return (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t * t * (1 - t) * c + t**3 * d


# --- geometry


def test_a_straight_leg_at_90_stands_on_the_hip():
    leg = LegPose(thigh_angle=90, knee_flexion=0)
    assert leg.knee == pytest.approx((0, THIGH))
    assert leg.ankle == pytest.approx((0, THIGH + SHANK))


def test_a_right_angled_knee_above_the_hip_holds_the_shank_level():
    leg = LegPose(thigh_angle=90, knee_flexion=90)
    assert leg.shank_angle == 0
    assert leg.ankle == pytest.approx((SHANK, THIGH))


@pytest.mark.parametrize(("knee", "thigh"), LADDER)
def test_the_shank_points_thigh_angle_less_knee_flexion_from_the_floor(knee, thigh):
    leg = LegPose(thigh_angle=thigh, knee_flexion=knee)
    dx, dy = leg.ankle.x - leg.knee.x, leg.ankle.y - leg.knee.y
    assert math.degrees(math.atan2(dy, dx)) == pytest.approx(thigh - knee)


@pytest.mark.parametrize("knee", [0, 20, 45, 60, 90, 120])
def test_the_heel_meets_the_floor_at_half_the_knee_flexion(knee):
    touching = LegPose(thigh_angle=knee / 2, knee_flexion=knee)
    assert touching.heel_gap == pytest.approx(0, abs=0.4)
    assert LegPose(thigh_angle=knee / 2 + 1, knee_flexion=knee).heel_gap > touching.heel_gap + 1


@pytest.mark.parametrize("knee", [0, 45, 90])
def test_the_drawn_heel_meets_the_drawn_floor(knee):
    foot = foot_path(LegPose(thigh_angle=knee / 2, knee_flexion=knee))
    assert lowest_point(foot) == pytest.approx(FLOOR, abs=1)


def test_a_flat_back_leaves_no_gap_and_an_arched_one_does():
    assert [TrunkPose(pelvic_tilt=tilt).gap for tilt in (10, 5, 0)] == [0, 0, 0]
    gaps = [TrunkPose(pelvic_tilt=tilt).gap for tilt in (-1, -5, -12, -20)]
    assert gaps == sorted(gaps)
    assert gaps[0] > 0


def test_a_tilt_swaps_the_contact_strip_for_the_gap():
    parts = {
        tilt: {
            shape.part for shape in draw(thigh_angle=30, knee_flexion=0, pelvic_tilt=tilt).behind
        }
        for tilt in (0, -1)
    }
    assert parts == {0: {"glow", "lock", "track"}, -1: {"gap", "track"}}


def test_a_curve_goes_through_its_points_and_stays_on_the_grid():
    path = smooth([Point(0, 0), Point(10, 5), Point(20, 0)], closed=False)
    assert path == "M0 0c3-2 13-10 20-10s17 8 20 10"


def test_numbers_are_short():
    assert [number(value) for value in (-0.0, 0.04, 60, -22.5)] == ["0", "0", "60", "-22.5"]
    assert numbers((1, -2, 3)) == "1-2 3"


# --- refusals


@pytest.mark.parametrize(
    ("thigh", "knee"),
    [(0, 0), (90, 0), (45, 90), (90, 90), (60, 120), (22.5, 45), (45 - 1e-10, 90)],
)
def test_the_edge_of_what_a_leg_can_do_is_drawn(thigh, knee):
    assert draw(thigh_angle=thigh, knee_flexion=knee).kind == "leg-raise"


@pytest.mark.parametrize(
    "angles",
    [
        {"thigh_angle": 44.9, "knee_flexion": 90},
        {"thigh_angle": -0.1, "knee_flexion": 0},
        {"thigh_angle": 90.1, "knee_flexion": 0},
        {"thigh_angle": 80, "knee_flexion": -0.1},
        {"thigh_angle": 80, "knee_flexion": 120.1},
        {"thigh_angle": math.nan, "knee_flexion": 0},
        {"thigh_angle": 60, "knee_flexion": math.nan},
        {"thigh_angle": 60, "knee_flexion": 0, "top_angle": 59.9},
        {"thigh_angle": 60, "knee_flexion": 0, "top_angle": 90.1},
        {"thigh_angle": 60, "knee_flexion": 0, "pelvic_tilt": 20.1},
        {"thigh_angle": 60, "knee_flexion": 0, "pelvic_tilt": -20.1},
        {"thigh_angle": 60, "knee_flexion": 0, "legs": 0},
        {"thigh_angle": 60, "knee_flexion": 0, "legs": 3},
        {"thigh_angle": 60, "knee_flexion": 0, "lowering_seconds": 0},
        {"thigh_angle": 60, "knee_flexion": 0, "raising_seconds": math.inf},
    ],
)
def test_beyond_the_edge_is_refused(angles):
    with pytest.raises(ValueError, match="not"):
        draw(**angles)


@pytest.mark.parametrize("lift", [0, 45.1, math.nan])
def test_a_pelvis_rolls_up_a_little_or_not_at_all(lift):
    with pytest.raises(ValueError, match="lift"):
        draw_reverse_crunch(lift=lift)


def test_a_figure_is_a_value():
    figure = draw(thigh_angle=60, knee_flexion=90)
    assert figure == draw(thigh_angle=60, knee_flexion=90)
    with pytest.raises(FrozenInstanceError):
        figure.alt = ""


# --- words


@pytest.mark.parametrize(
    ("angle", "words"),
    [
        (90, "thighs straight up"),
        (85, "thighs almost straight up"),
        (80, "thighs almost straight up"),
        (75, "thighs five sixths of the way up"),
        (60, "thighs two thirds of the way up"),
        (50, "thighs just over halfway up"),
        (45, "thighs halfway up"),
        (30, "thighs a third of the way up"),
        (20, "thighs just under a quarter of the way up"),
        (10, "thighs just above the floor"),
        (0, "thighs on the floor"),
    ],
)
def test_an_angle_has_words(angle, words):
    assert angle_in_words(angle) == words


@pytest.mark.parametrize("angle", [-0.1, 90.1, math.nan])
def test_no_words_for_an_angle_that_is_none(angle):
    with pytest.raises(ValueError, match="0 to 90"):
        angle_in_words(angle)


def test_the_alternative_says_the_angles():
    assert draw(thigh_angle=60, knee_flexion=90).alt == (
        "Side view of a person lying on their back, both knees bent to a right angle."
        " The thighs go from straight up down to 60 degrees from the floor."
        " The lower back stays flat on the floor."
    )


def test_the_alternative_of_a_heel_tap_with_one_leg():
    assert draw(thigh_angle=45, knee_flexion=90, legs=1).alt == (
        "Side view of a person lying on their back, one knee bent to a right angle,"
        " the other foot resting on the floor."
        " The thigh goes from straight up down to 45 degrees from the floor,"
        " where the heel touches the floor."
        " The lower back stays flat on the floor."
    )


def test_the_alternative_of_an_arched_back_held_still():
    figure = draw(thigh_angle=80, top_angle=80, knee_flexion=0, pelvic_tilt=-12)
    assert figure.alt == (
        "Side view of a person lying on their back, both legs straight."
        " The legs are 80 degrees from the floor."
        " The lower back arches: there is a gap between it and the floor."
    )
    assert figure.caption == "Thighs almost straight up, lower back off the floor"


# --- motion


def test_a_repetition_goes_down_slowly_and_comes_back_faster():
    motion = draw(thigh_angle=60, knee_flexion=90, animated=True).motion
    assert motion.values == "-90;-60;-60;-90;-90"
    assert motion.seconds == "6"
    assert motion.key_times == "0;0.5;0.583;0.917;1"
    assert len(motion.key_splines.split(";")) == len(motion.key_times.split(";")) - 1


def test_what_does_not_move_is_not_animated():
    still = draw(thigh_angle=60, top_angle=60, knee_flexion=90, animated=True)
    assert still.motion is None
    assert not still.ghost


# --- the drawing


@pytest.mark.parametrize("animated", [False, True])
def test_a_drawing_is_small_and_clean(animated):
    for figure in pictures(animated=animated):
        text = svg(figure)
        elements = list(ET.fromstring(text).iter())
        names = {name.lower() for element in elements for name in element.attrib}
        assert len(text.encode()) <= (6144 if animated else 4096)
        assert not {element.tag for element in elements} & {"style", "script", "image", "use"}
        assert "style" not in names
        assert "id" not in names, "ids would repeat with the figure on a page"
        assert not [name for name in names if name.startswith("on")]


def test_a_drawing_has_a_role_and_a_name():
    figure = draw(thigh_angle=60, knee_flexion=90)
    root = ET.fromstring(svg(figure))
    assert root.get("role") == "img"
    assert root.get("aria-label") == figure.alt
    assert root.findtext("text") == "60°"


def test_an_animated_drawing_keeps_a_still_one_for_those_who_want_no_motion():
    root = ET.fromstring(svg(draw(thigh_angle=60, knee_flexion=90, animated=True)))
    groups = {group.get("class"): group for group in root.findall("g")}
    assert groups["f-still"].get("transform") == "rotate(-60)"
    assert groups["f-moving"].get("display") == "none"
    assert groups["f-moving"].find("animateTransform").get("repeatCount") == "indefinite"


def test_a_still_drawing_does_not_move():
    assert "animate" not in svg(draw(thigh_angle=60, knee_flexion=90))


def test_a_thumbnail_says_so():
    assert "figure-thumb" in svg(draw(thigh_angle=60, knee_flexion=90), thumb=True)


def test_a_comma_locale_leaves_the_coordinates_alone(settings):
    settings.LANGUAGE_CODE = "de"
    settings.USE_THOUSAND_SEPARATOR = True
    assert 'transform="rotate(-22.5)"' in svg(draw(thigh_angle=22.5, knee_flexion=45))


def test_every_part_has_a_style():
    styles = STYLESHEET.read_text()
    text = "".join(svg(figure) for figure in pictures(animated=True))
    for part in set(re.findall(r'class="(f-[a-z-]+)"', text)):
        assert re.search(rf"\.{part}\b", styles), part
    assert "@media (prefers-reduced-motion: no-preference)" in styles
