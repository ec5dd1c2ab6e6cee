"""The verbs: each one transaction, one lock, keyword-only."""

from coaching.services.correcting import correct_set, undo_set
from coaching.services.moments import Moment
from coaching.services.refusals import (
    AlreadyReported,
    NeedsAgreement,
    NotAllowed,
    NotFound,
    OutOfOrder,
    ProgramStopped,
    Refusal,
)
from coaching.services.reporting import report_morning, report_symptom
from coaching.services.reviewing import (
    clear_stop,
    clear_stop_myself,
    has_physiotherapist,
    override_level,
    set_ceiling,
)
from coaching.services.screening import (
    Screened,
    answer_question,
    confirm_agreement,
    screened,
)
from coaching.services.sets import SetAnswers
from coaching.services.starting import (
    choose_substitute,
    log_trial,
    move_on,
    next_program,
    next_trial,
    trials_of,
)
from coaching.services.training import annotate_workout, finish_workout, log_set, start_workout
from coaching.services.workouts import end_stale_workout, underway

__all__ = [
    "AlreadyReported",
    "Moment",
    "NeedsAgreement",
    "NotAllowed",
    "NotFound",
    "OutOfOrder",
    "ProgramStopped",
    "Refusal",
    "Screened",
    "SetAnswers",
    "annotate_workout",
    "answer_question",
    "choose_substitute",
    "clear_stop",
    "clear_stop_myself",
    "confirm_agreement",
    "correct_set",
    "end_stale_workout",
    "finish_workout",
    "has_physiotherapist",
    "log_set",
    "log_trial",
    "move_on",
    "next_program",
    "next_trial",
    "override_level",
    "report_morning",
    "report_symptom",
    "screened",
    "set_ceiling",
    "start_workout",
    "trials_of",
    "underway",
    "undo_set",
]
