"""The verbs: each one transaction, one lock, keyword-only."""

from coaching.services.clocks import Sent
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
    Unavailable,
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
from coaching.services.uploading import missing, standing, take_entries
from coaching.services.workouts import (
    end_stale_workout,
    training_status,
    underway,
    workout_to_go_on_with,
)

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
    "Sent",
    "SetAnswers",
    "Unavailable",
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
    "missing",
    "move_on",
    "next_program",
    "next_trial",
    "override_level",
    "report_morning",
    "report_symptom",
    "screened",
    "set_ceiling",
    "standing",
    "start_workout",
    "take_entries",
    "training_status",
    "trials_of",
    "underway",
    "undo_set",
    "workout_to_go_on_with",
]
