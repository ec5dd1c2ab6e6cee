"""What pages show: prescriptions, decisions and workouts in words and figures. No rules here."""

from coaching.showing.prescriptions import (
    Shown,
    change_in_words,
    definition_for,
    end_in_words,
    exercise_in_words,
    figure_of,
    height_of,
    level_in_words,
    next_step,
    pause_ends,
    set_in_words,
    shown,
    shown_level,
    signs_in_words,
)

__all__ = [
    "Shown",
    "change_in_words",
    "definition_for",
    "end_in_words",
    "exercise_in_words",
    "figure_of",
    "height_of",
    "level_in_words",
    "next_step",
    "pause_ends",
    "set_in_words",
    "shown",
    "shown_level",
    "signs_in_words",
]
