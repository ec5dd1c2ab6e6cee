"""Rows. Reports and reviews are facts and are only appended; the rest is folded from them."""

from coaching.models.decision import Decision
from coaching.models.delivery import Delivery
from coaching.models.desk import Acknowledgement, DeskNote, PlannedReview, StopNotice
from coaching.models.draft import ProgramDraft
from coaching.models.enrolment import Enrolment
from coaching.models.function import FunctionReport
from coaching.models.message import Message
from coaching.models.program import Program
from coaching.models.report import MorningReport, SetReport, SymptomReport, Workout
from coaching.models.review import Note, Review
from coaching.models.starting import Agreement, LimitTrial, Screening

__all__ = [
    "Acknowledgement",
    "Agreement",
    "Decision",
    "Delivery",
    "DeskNote",
    "Enrolment",
    "FunctionReport",
    "LimitTrial",
    "Message",
    "MorningReport",
    "Note",
    "PlannedReview",
    "Program",
    "ProgramDraft",
    "Review",
    "Screening",
    "SetReport",
    "StopNotice",
    "SymptomReport",
    "Workout",
]
