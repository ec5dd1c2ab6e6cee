"""Any events in any order: the invariants of section 4, found against by Hypothesis."""

from dataclasses import replace
from datetime import timedelta, timezone

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from coaching.rules import terms
from coaching.rules.progression import begin, fold, order, transition
from coaching.rules.signs import EMERGENCY_SIGNS, STOP_SIGNS
from coaching.rules.terms import LumbarContact, Outcome, Status, Symptom
from tests.rules.histories import FIRST, event_of, history, start_of
from tests.rules.invariants import FORWARD, check_step
from tests.rules.makers import THREE_CLEAN
from tests.rules.programs import DEFINITIONS, PROGRAMS

SETS = st.builds(
    terms.SetReport,
    reps=st.integers(0, 14),
    lumbar_contact=st.sampled_from((LumbarContact.HELD, *LumbarContact, None)),
    pops=st.sampled_from((0, 0, 1, 2, None)),
    discomfort=st.sampled_from((0, 0, 0, 1, 3, 4, 5, 6, 10, None)),
    symptoms=st.sampled_from((frozenset(),) * 20 + tuple(frozenset({each}) for each in Symptom)),
    lowest_angle=st.none() | st.sampled_from((45, 55, 55.5, 70, 85, 90)),
    severe_discomfort=st.none() | st.integers(3, 6),
)
WORKOUTS = st.one_of(
    st.just(THREE_CLEAN),
    st.lists(SETS, max_size=5).map(tuple),
)
SIGNS = st.frozensets(st.sampled_from(Symptom), min_size=1, max_size=2)
GAPS = st.sampled_from(
    [
        timedelta(days=days, hours=hours, minutes=minutes)
        for days, hours, minutes in (
            (0, 0, 0),
            (0, 3, 0),
            (1, 0, 0),
            (2, 0, 0),
            (13, 23, 59),
            (14, 0, 0),
            (43, 0, 0),
        )
    ]
)
UNTIL = st.none() | st.sampled_from(
    [timedelta(microseconds=1), timedelta(days=1), timedelta(days=14)]
)
DOSES = st.builds(
    terms.Dosage,
    sets=st.sampled_from((None, 1, 2, 5)),
    rep_steps=st.sampled_from((None, (5,), (4, 6), (3, 6, 9, 12))),
)
ZONES = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
LEVELS = st.integers(0, 20)


class Client(RuleBasedStateMachine):
    """One client, reported on in any order, and decided upon as it comes in."""

    @initialize(slug=st.sampled_from(sorted(PROGRAMS)), level=st.none() | LEVELS)
    def start(self, slug, level):
        self.program = PROGRAMS[slug]
        level = None if level is None else level % (self.program.ladder.last + 1)
        self.begun = terms.Start(at=FIRST, level=level)
        self.position = begin(self.program, self.begun).position
        self.now, self.arrived = FIRST, []

    def tell(self, kind, gap, zone, **facts):
        """Something performed now: decided on alone, from where the client stands."""
        self.now = (self.now + gap).astimezone(zone)
        number = f"{len(self.arrived):04}"
        event = kind(id=number, at=self.now, received_at=self.now, **facts)
        self.arrived.append(event)
        decision = transition(self.program, self.position, event)
        check_step(self.program, self.position, event, decision)
        self.position = decision.position

    def tell_for_a_time(self, kind, gap, zone, until, **facts):
        """An act that ends so long after it was done, or never."""
        end = None if until is None else self.now + gap + until
        self.tell(kind, gap, zone, until=end, **facts)

    def level(self, number, lowest=0):
        return lowest + number % (self.program.ladder.last + 1 - lowest)

    @rule(sets=WORKOUTS, gap=GAPS, zone=ZONES)
    def train(self, sets, gap, zone):
        self.tell(terms.Workout, gap, zone, sets=sets)

    @rule(
        discomfort=st.none() | st.integers(0, 7),
        limit=st.none() | st.integers(3, 6),
        gap=GAPS,
        zone=ZONES,
    )
    def wake(self, discomfort, limit, gap, zone):
        self.tell(terms.Morning, gap, zone, discomfort=discomfort, severe_discomfort=limit)

    @rule(signs=SIGNS, gap=GAPS, zone=ZONES)
    def feel(self, signs, gap, zone):
        self.tell(terms.SymptomReport, gap, zone, symptoms=signs)

    @precondition(lambda self: self.position.open_stops)
    @rule(
        by=st.sampled_from(terms.ClearedBy), all_=st.booleans(), number=LEVELS, gap=GAPS, zone=ZONES
    )
    def clear(self, by, all_, number, gap, zone):
        stops = self.position.open_stops
        chosen = frozenset(stops if all_ else stops[:1])
        level = self.level(number) if by is terms.ClearedBy.PHYSIOTHERAPIST else None
        self.tell(terms.Clearance, gap, zone, by=by, stops=chosen, level=level)

    @rule(number=LEVELS, step=st.integers(0, 2), gap=GAPS, zone=ZONES, until=UNTIL)
    def override(self, number, step, gap, zone, until):
        facts = {"level": self.level(number), "rep_step": step}
        self.tell_for_a_time(terms.Override, gap, zone, until, **facts)

    @rule(number=LEVELS, gap=GAPS, zone=ZONES, until=UNTIL)
    def cap(self, number, gap, zone, until):
        level = self.level(number, lowest=1)
        self.tell_for_a_time(terms.Ceiling, gap, zone, until, level=level)

    @rule(gap=GAPS, zone=ZONES, until=UNTIL)
    def pause(self, gap, zone, until):
        self.tell_for_a_time(terms.Pause, gap, zone, until)

    @rule(gap=GAPS, zone=ZONES)
    def resume(self, gap, zone):
        self.tell(terms.Resume, gap, zone)

    @rule(dosage=DOSES, gap=GAPS, zone=ZONES, until=UNTIL)
    def dose(self, dosage, gap, zone, until):
        self.tell_for_a_time(terms.Doses, gap, zone, until, dosage=dosage)

    @precondition(lambda self: self.arrived)
    @rule(signs=SIGNS, place=st.integers(0, 50))
    def remember(self, signs, place):
        """A sign felt earlier that arrives only now."""
        earlier = self.arrived[place % len(self.arrived)].at
        number = f"{len(self.arrived):04}"
        self.arrived.append(
            terms.SymptomReport(id=number, at=earlier, received_at=self.now, symptoms=signs)
        )
        self.position = self.folded(self.arrived)[-1][1].position

    def folded(self, events):
        return list(fold(self.program, self.begun, events))

    @invariant()
    def the_incremental_state_equals_the_fold(self):
        if self.arrived:
            assert self.folded(self.arrived)[-1][1].position == self.position

    @precondition(lambda self: self.arrived)
    @rule(data=st.data())
    def deliver_in_another_order_and_some_twice(self, data):
        twice = data.draw(st.lists(st.sampled_from(self.arrived), max_size=3))
        arrival = data.draw(st.permutations(self.arrived + twice))
        assert self.folded(arrival) == self.folded(self.arrived)

    def teardown(self):
        """Every step of the history as it is finally known."""
        position = begin(self.program, self.begun).position
        for event, decision in self.folded(self.arrived):
            check_step(self.program, position, event, decision)
            position = decision.position


Client.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestClient = Client.TestCase


# Two histories side by side

SEEDS = st.integers(0, 10_000_000)
SLUGS = st.sampled_from(sorted(PROGRAMS))
SLOWLY = settings(max_examples=200, deadline=None, derandomize=True)


def made_up(seed, slug):
    """A program, a start and its events in the order performed."""
    start, plain = history(seed, DEFINITIONS[slug], longest=15)
    events = sorted((event_of(each) for each in plain), key=order)
    return PROGRAMS[slug], start_of(start), events


@SLOWLY
@given(SEEDS, SLUGS, st.integers(0, 14), st.sampled_from(Symptom))
def test_adding_a_sign_never_makes_the_plan_harder(seed, slug, place, sign):
    """From then on nothing advances: nobody has cleared what nobody had seen."""
    program, start, events = made_up(seed, slug)
    at = events[place % len(events)].at
    late = terms.SymptomReport(id="late", at=at, received_at=at, symptoms=frozenset({sign}))
    told = list(fold(program, start, [*events, late]))
    since = [event.id for event, _ in told].index("late")
    for _, decision in told[since:]:
        assert decision.position.status is Status.STOPPED
        assert decision.outcome not in FORWARD


@SLOWLY
@given(SEEDS, SLUGS, st.integers(0, 14), st.integers(0, 4), st.sampled_from(Symptom))
def test_a_sign_added_to_any_set_stops_the_program(seed, slug, place, number, sign):
    program, start, events = made_up(seed, slug)
    workouts = [event for event in events if isinstance(event, terms.Workout) and event.sets]
    assume(workouts)
    told = workouts[place % len(workouts)]
    worse = _with_set(told, number, lambda report: report.symptoms | {sign})
    decision = _decision_on(program, start, events, worse)
    assert decision.position.status is Status.STOPPED
    assert decision.outcome in (Outcome.STOP, Outcome.EMERGENCY)
    if sign in EMERGENCY_SIGNS:
        assert decision.outcome is Outcome.EMERGENCY
    else:
        assert sign in STOP_SIGNS


@SLOWLY
@given(
    SEEDS,
    SLUGS,
    st.integers(0, 14),
    st.integers(0, 4),
    st.sampled_from(("lumbar_contact", "pops", "discomfort")),
)
def test_what_is_unknown_never_advances(seed, slug, place, number, question):
    program, start, events = made_up(seed, slug)
    workouts = [event for event in events if isinstance(event, terms.Workout) and event.sets]
    assume(workouts)
    told = workouts[place % len(workouts)]
    unknown = _with_set(told, number, **{question: None})
    decision = _decision_on(program, start, events, unknown)
    assert decision.outcome not in FORWARD


def _with_set(event, number, symptoms=None, **answers):
    sets = list(event.sets)
    place = number % len(sets)
    if symptoms:
        answers["symptoms"] = symptoms(sets[place])
    sets[place] = replace(sets[place], **answers)
    return replace(event, sets=tuple(sets))


def _decision_on(program, start, events, changed):
    """What is decided on an event that is changed among the others."""
    events = [changed if event.id == changed.id else event for event in events]
    return next(
        decision for event, decision in fold(program, start, events) if event.id == changed.id
    )
