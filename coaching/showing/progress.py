"""Rows to charts: a client's last workouts, and where they stand on the ladder."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter

from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce, Least

from accounts.models import User
from coaching import catalogue, charts
from coaching.charts import Answers, Chart, Stairs, Training, Week
from coaching.figure import height_in_words
from coaching.models import Decision, Enrolment, Workout
from coaching.rules.terms import LumbarContact, Position
from coaching.showing.prescriptions import height_of
from coaching.showing.tellings import Chain

MOST_WORKOUTS = 60
WEEKS = 12
ONE_WEEK = timedelta(weeks=1)
BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)

Asked = tuple[float | None, str]
Chains = Mapping[int, Sequence[Chain]]

LIFTED = {LumbarContact.HELD.value: 0, LumbarContact.LOST.value: 1}
"""Unsure is not here: it is no answer to the question whether the back lifted."""


def recent_workouts(client: User, now: datetime) -> list[Workout]:
    """The last 60, and more where there were more in twelve weeks; oldest first."""
    own = Workout.objects.of(client)
    newest = own.order_by("-performed_at", "-pk").values("performed_at")
    the_last = newest[MOST_WORKOUTS - 1 : MOST_WORKOUTS]
    weeks = datetime.combine(_first_monday(client, now), time.min, tzinfo=client.zone)
    since = Least(Coalesce(Subquery(the_last), Value(BEFORE_ALL)), Value(weeks - timedelta(days=1)))
    found = own.filter(performed_at__gte=since)
    return list(found.select_related("morning").order_by("performed_at", "pk"))


def charts_of(
    enrolment: Enrolment, workouts: Sequence[Workout], chains: Chains, now: datetime
) -> list[Chart]:
    """The four charts; workouts without a set are none."""
    trained = trained_of(workouts, chains)
    if not trained:
        return []
    trainings = trainings_of(trained[-MOST_WORKOUTS:], chains)
    return [
        charts.range_chart(trainings),
        charts.discomfort_chart(trainings),
        charts.pops_chart(trainings),
        charts.weeks_chart(weeks_of(enrolment, trained, now)),
    ]


def trained_of(workouts: Iterable[Workout], chains: Chains) -> list[Workout]:
    """Those that are over and have a set."""
    return [workout for workout in workouts if chains.get(workout.pk) and workout.finished_at]


def stairs_of(enrolment: Enrolment) -> Stairs:
    """The ladder with the level the client is on."""
    rules, position = enrolment.program.rules, enrolment.where_now
    exercises = [
        _title(rules.prescription(Position(level=number)).exercise)
        for number in range(1, rules.ladder.last + 1)
    ]
    return charts.stairs(exercises, position.level, top=rules.top_level(position.ceiling))


def weeks_of(enrolment: Enrolment, workouts: Iterable[Workout], now: datetime) -> list[Week]:
    """Twelve weeks on the client's own clock; blank before they began."""
    client = enrolment.client
    days = [workout.at.date() for workout in workouts]
    began = min([enrolment.started_at.astimezone(client.zone).date(), *days])
    first = _first_monday(client, now)
    mondays = [first + number * ONE_WEEK for number in range(WEEKS)]
    return [Week(monday=monday, workouts=_in_week(monday, days, began)) for monday in mondays]


def _first_monday(client: User, now: datetime) -> date:
    today = now.astimezone(client.zone).date()
    return today - timedelta(days=today.weekday()) - (WEEKS - 1) * ONE_WEEK


def _in_week(monday: date, days: Iterable[date], began: date) -> int | None:
    following = monday + ONE_WEEK
    if following <= began:
        return None
    return sum(monday <= day < following for day in days)


def trainings_of(workouts: Sequence[Workout], chains: Chains) -> list[Training]:
    """The workouts as the charts see them."""
    roots = {chain.root for workout in workouts for chain in chains[workout.pk]}
    asked = _asked(workouts, roots)
    return [
        _training(workout, chains[workout.pk], asked.get(workout.pk, [])) for workout in workouts
    ]


def _asked(workouts: Iterable[Workout], roots: Iterable[object]) -> dict[int, list[Asked]]:
    """What each set asked for, by workout, as its verdict says."""
    verdicts = Decision.objects.standing().filter(
        about=Decision.About.SET, workout__in=[workout.pk for workout in workouts]
    )
    known = set(roots)
    found: dict[int, list[Asked]] = {}
    for workout, subject, angle, exercise in verdicts.order_by("set_report__number").values_list(
        "workout_id", "subject", "said__before__thigh_angle", "said__before__exercise"
    ):
        if subject in known:
            found.setdefault(workout, []).append((angle, exercise))
    return found


def _training(workout: Workout, chains: Sequence[Chain], asked: Sequence[Asked]) -> Training:
    angle, exercise = _furthest(asked)
    sets = [chain.current for chain in chains]
    morning = getattr(workout, "morning", None)
    return Training(
        day=workout.at.date(),
        exercise=_title(exercise) if exercise else "",
        angle=angle,
        height=height_of(angle) if angle is None else height_in_words(angle),
        pops=Answers.of(told.pops for told in sets),
        arches=Answers.of(LIFTED.get(told.lumbar_contact or "") for told in sets),
        discomfort=Answers.of(told.discomfort for told in sets),
        morning=morning.discomfort if morning else None,
    )


def _furthest(asked: Sequence[Asked]) -> Asked:
    """The lowest angle; the reverse crunch, which has none, where nothing else was asked."""
    with_angle = [(angle, exercise) for angle, exercise in asked if angle is not None]
    first = next(iter(asked), (None, ""))
    return min(with_angle, key=itemgetter(0), default=first)


def _title(exercise: str) -> str:
    return str(catalogue.spoken().variations[exercise]["title"])
