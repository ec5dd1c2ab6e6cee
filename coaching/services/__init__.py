"""The verbs: each one transaction, one lock, keyword-only."""

from coaching.services.clocks import Sent
from coaching.services.correcting import correct_set, undo_set
from coaching.services.function import (
    Activity,
    activities_named,
    asks_for_change,
    is_function_due,
    is_time_for_function,
    report_function,
)
from coaching.services.moments import Moment
from coaching.services.refusals import (
    AlreadyReported,
    NeedsAgreement,
    NotAgreed,
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
    pause,
    resume,
    resume_myself,
    set_ceiling,
    set_doses,
)
from coaching.services.screening import (
    Screened,
    answer_question,
    confirm_agreement,
    screened,
)
from coaching.services.sets import SetAnswers
from coaching.services.settling import locked_client
from coaching.services.starting import (
    change_program,
    choose_substitute,
    log_trial,
    move_on,
    next_program,
    next_trial,
    trials_of,
)
from coaching.services.training import annotate_workout, finish_workout, log_set, start_workout
from coaching.services.uploading import missing, standing, take_entries
from coaching.services.watching import Mailed, mail_notices
from coaching.services.workouts import (
    end_stale_workout,
    training_status,
    underway,
    workout_to_go_on_with,
)
from coaching.services.writing import (
    acknowledge,
    note_to_self,
    plan_review,
    read_as_client,
    read_as_physiotherapist,
    unread_for,
    write_to_client,
    write_to_physiotherapist,
)

__all__ = [
    "Activity",
    "AlreadyReported",
    "Mailed",
    "Moment",
    "NeedsAgreement",
    "NotAgreed",
    "NotAllowed",
    "NotFound",
    "OutOfOrder",
    "ProgramStopped",
    "Refusal",
    "Screened",
    "Sent",
    "SetAnswers",
    "Unavailable",
    "acknowledge",
    "activities_named",
    "annotate_workout",
    "answer_question",
    "asks_for_change",
    "change_program",
    "choose_substitute",
    "clear_stop",
    "clear_stop_myself",
    "confirm_agreement",
    "correct_set",
    "end_stale_workout",
    "finish_workout",
    "has_physiotherapist",
    "is_function_due",
    "is_time_for_function",
    "locked_client",
    "log_set",
    "log_trial",
    "mail_notices",
    "missing",
    "move_on",
    "next_program",
    "next_trial",
    "note_to_self",
    "override_level",
    "pause",
    "plan_review",
    "read_as_client",
    "read_as_physiotherapist",
    "report_function",
    "report_morning",
    "report_symptom",
    "resume",
    "resume_myself",
    "screened",
    "set_ceiling",
    "set_doses",
    "standing",
    "start_workout",
    "take_entries",
    "training_status",
    "trials_of",
    "underway",
    "undo_set",
    "unread_for",
    "workout_to_go_on_with",
    "write_to_client",
    "write_to_physiotherapist",
]
