"""`python -m bench.floor.fill`: tables, one person and a year of sets."""

import os
from datetime import timedelta
from uuid import uuid4

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402  the settings had to come first
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.floor.models import Enrolment, Log, Program, Workout  # noqa: E402

WORKOUTS, SETS = 180, 3


def main() -> None:
    """Begin with nothing, and print which workout goes on."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    user = get_user_model().objects.create_user("person")
    program = Program.objects.create(definition={"levels": [{"angle": 90}] * 12})
    enrolment = Enrolment.objects.create(
        user=user, program=program, position={"level": 3}, position_before={"level": 3}
    )
    days = [timezone.now() - timedelta(days=2 * number) for number in range(WORKOUTS)]
    workouts = Workout.objects.bulk_create(
        Workout(uuid=uuid4(), user=user, enrolment=enrolment, at=day, level=3) for day in days
    )
    Log.objects.bulk_create(
        Log(uuid=uuid4(), user=user, workout=row, at=row.at, reps=8, pops=0, discomfort=0)
        for row in workouts
        for _ in range(SETS)
    )
    print(workouts[0].uuid)


if __name__ == "__main__":
    main()
