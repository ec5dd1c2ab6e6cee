"""Rows. Reports and reviews are facts and are only appended; the rest is folded from them."""

from coaching.models.decision import Decision
from coaching.models.delivery import Delivery
from coaching.models.enrolment import Enrolment
from coaching.models.program import Program
from coaching.models.report import MorningReport, SetReport, SymptomReport, Workout
from coaching.models.review import Note, Review
from coaching.models.starting import Agreement, LimitTrial, Screening

__all__ = [
    "Agreement",
    "Decision",
    "Delivery",
    "Enrolment",
    "LimitTrial",
    "MorningReport",
    "Note",
    "Program",
    "Review",
    "Screening",
    "SetReport",
    "SymptomReport",
    "Workout",
]
