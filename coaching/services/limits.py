"""The limit of severe discomfort that holds for what was done on an earlier program.

A late report stops the present program by the stricter limit of the two, whichever that is.
"""

from coaching.models import Enrolment, SetReport, Workout


def limit_of(workout: Workout) -> int:
    """From which discomfort on a set of this workout, or the morning after it, is an alarm.

    What was kept apart from an earlier program brings the limit of that one.
    """
    kept_apart = SetReport.objects.filter(workout=workout).exclude(severe_discomfort=None)
    limits = kept_apart.order_by("severe_discomfort").values_list("severe_discomfort", flat=True)
    return workout.enrolment.program.rules.policy.severe_from(limits.first())


def stricter(limit: int, present: Enrolment) -> int | None:
    """That limit where the present program would hear less by its own, else None."""
    return limit if limit < present.program.rules.policy.severe_discomfort else None
