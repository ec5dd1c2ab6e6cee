"""The many: a few kinds of people, each with a body, a rhythm and weeks of their own by chance."""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain, count, cycle
from random import Random

from coaching.demo import people
from coaching.demo.acts import (
    Act,
    Clearance,
    Doses,
    Message,
    NoteToSelf,
    Override,
    Pause,
    Plan,
    Seen,
    Signs,
    Twist,
)
from coaching.demo.people import Body, Person
from coaching.demo.staff import ELSEWHERE, LEAD, NOBODY, PHYSIOTHERAPIST
from coaching.rules.terms import Hands, LumbarContact, PopLocation, Symptom

Kind = Callable[[Person], Person]
"""Somebody without a story in, somebody with one out."""

ACTIVITIES = (
    "Putting on socks",
    "Carrying the shopping",
    "Sitting at my desk",
    "Getting up from the floor",
    "Climbing the stairs",
)

OFTEN = {(2, 2, 3): "three workouts a week", (2, 3): "nearly three a week", (3, 4): "two a week"}

NUMB = {"symptoms": frozenset({Symptom.NUMBNESS})}
TINGLING = {"symptoms": frozenset({Symptom.RADIATING_TINGLING})}
SORE = {"discomfort": 4}
LIFTED = {"lumbar_contact": LumbarContact.LOST, "discomfort": 0}


def somebody(email: str) -> Person:
    """Three to six weeks of training, the same for an address whenever it is asked for."""
    rng = Random(email)  # noqa: S311  plausible, not secret
    return Person(
        email=email,
        story="",
        body=Body(
            ability=rng.uniform(66, 86),
            gain=rng.uniform(2.5, 4.5),
            pops=rng.choice((0, 0.02, 0.1)),
            pop_location=rng.choice(list(PopLocation)),
            hands=rng.choice(list(Hands)),
        ),
        program=rng.choice((*[people.MAIN] * 4, "one-leg-first")),
        since=7 * rng.randint(3, 6),
        until=2,
        rhythm=rng.choice(list(OFTEN)),
        hour=rng.choice((7, 8, 12, 17)),
        activities={name: rng.randint(2, 6) for name in rng.sample(ACTIVITIES, rng.randint(0, 3))},
    )


def _with(person: Person, story: str, *acts: Act, until: int = 2) -> Person:
    return replace(person, story=story, acts=acts, until=until)


def steady(person: Person) -> Person:
    """Fine."""
    return _with(person, f"{person.since // 7} weeks in, {OFTEN[person.rhythm]}, and all is well")


def planned(person: Person) -> Person:
    """Fine, and looked at again before long."""
    return _with(
        person,
        "all is well; to be looked at next week",
        Plan(day=6, ahead=12),
        NoteToSelf(day=6, text="Moves well. Film the last two levels next time."),
    )


def forgotten(person: Person) -> Person:
    """Fine, and the day of their review is over."""
    return _with(person, "all is well; the day of the review is over", Plan(day=18, ahead=14))


def writing(person: Person) -> Person:
    """Fine, and waits for an answer."""
    return _with(
        person,
        "asked something, and waits for the answer",
        Message(day=6, text="How do the straight legs feel?"),
        Message(day=4, text="Fine. May I train on Sunday instead?", by_client=True),
    )


def unasked(person: Person) -> Person:
    """Shares under the first words: messages and how life goes were not in them."""
    return replace(
        _with(person, "agreed to the first words, and has not read the new ones"),
        text_version="1",
    )


def fresh(person: Person) -> Person:
    """Began today."""
    return replace(person, story="began today, no workout yet", since=0)


def alone(person: Person) -> Person:
    """Shares with nobody."""
    return replace(steady(person), story="trains alone", physiotherapist=NOBODY)


def lighter(person: Person) -> Person:
    """With fewer sets than the program has."""
    return _with(
        person,
        "does two sets rather than three",
        Doses(day=12, doses={"sets": 2, "rest_seconds": 90}, reason="Two good sets are enough."),
    )


def paused(person: Person) -> Person:
    """Away for a while, by arrangement."""
    return _with(
        person,
        "paused for an operation on the hand",
        Pause(day=6, lasts=20, reason="Let the hand heal first. We go on after that."),
        Message(day=6, text="Good luck on Thursday."),
        until=7,
    )


def silent(person: Person) -> Person:
    """Not heard of for a while."""
    days = 11 + person.since % 4
    body = replace(person.body, ability=90)
    return replace(_with(person, "silent for more than ten days", until=days), body=body)


def doubting(person: Person) -> Person:
    """Held where they began."""
    return replace(
        _with(person, "never sure whether the back stays down, so nothing moves"),
        body=replace(person.body, doubts=True, pops=0, aches=0),
        since=28,
    )


def held(person: Person) -> Person:
    """Held where the physiotherapist wants them."""
    return replace(
        _with(
            person,
            "held at level 2 until after the holidays",
            Override(day=24, level=2, lasts=40, reason="Stay here until I have seen you."),
        ),
        body=replace(person.body, ability=80, pops=0, aches=0),
        since=35,
    )


def slipping(person: Person) -> Person:
    """Stepped back twice in a row."""
    twists = (Twist(day=day, number=1, changes=LIFTED) for day in (4, 2))
    return _with(person, "the back lifted in two workouts in a row", *twists, until=6)


def sore(person: Person) -> Person:
    """Two painful workouts in a row."""
    twists = (Twist(day=day, number=2, changes=SORE) for day in (4, 2))
    return _with(person, "two painful workouts in a row", *twists, until=6)


def seen(person: Person) -> Person:
    """Stopped, and somebody has seen it."""
    return _with(
        person,
        "stopped with tingling; seen, and still open",
        Twist(day=3, number=2, changes=TINGLING),
        Seen(day=2, reason="Read. Please rest until we meet on Friday."),
        Message(day=2, text="Thank you. It is better already.", by_client=True),
        until=5,
    )


def cleared(person: Person) -> Person:
    """Was stopped, and goes on."""
    return _with(
        person,
        "stopped once, cleared, and goes on",
        Twist(day=12, number=3, changes=TINGLING),
        Seen(day=11, reason="Read. Come to the clinic tomorrow."),
        Clearance(day=10, level=1, reason="Nothing found. Begin again with small raises."),
    )


def numb(person: Person) -> Person:
    """Stopped, and nobody has seen it yet."""
    twist = Twist(day=1, number=2, changes=NUMB)
    return _with(person, "stopped yesterday with numbness, not seen yet", twist, until=3)


def overdue(person: Person) -> Person:
    """Stopped, and nobody has seen it for more than a day."""
    twist = Twist(day=3, number=2, changes=NUMB)
    return _with(person, "stopped three days ago, and nobody has seen it", twist, until=5)


def urgent(person: Person) -> Person:
    """Told of an emergency sign."""
    signs = Signs(day=0, symptoms=frozenset({Symptom.LEG_WEAKNESS}))
    return _with(person, "told of an emergency sign today", signs)


HOW_MANY: dict[Kind, int] = {
    steady: 11,
    planned: 3,
    forgotten: 2,
    writing: 3,
    unasked: 1,
    fresh: 2,
    lighter: 2,
    paused: 2,
    silent: 3,
    doubting: 2,
    held: 2,
    slipping: 3,
    sore: 2,
    seen: 2,
    cleared: 2,
    numb: 1,
    overdue: 1,
    urgent: 1,
    alone: 3,
}

CARERS = (LEAD, PHYSIOTHERAPIST, ELSEWHERE, LEAD, PHYSIOTHERAPIST)
"""Whose clients they are, in turn."""


def _crowd(first: int) -> dict[Kind, tuple[Person, ...]]:
    numbers, carers = count(first), cycle(CARERS)
    return {
        kind: tuple(kind(_somebody(next(numbers), next(carers))) for _ in range(many))
        for kind, many in HOW_MANY.items()
    }


def _somebody(number: int, carer: str) -> Person:
    return replace(somebody(f"client{number}@example.org"), physiotherapist=carer)


OF_KIND = _crowd(13)
CROWD = tuple(chain.from_iterable(OF_KIND.values()))
