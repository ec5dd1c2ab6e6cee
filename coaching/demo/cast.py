"""The twelve whom the documents name: who they are and what happens to them."""

from coaching.demo.acts import (
    Ceiling,
    Change,
    Clearance,
    Correction,
    Doses,
    Message,
    Morning,
    Note,
    NoteToSelf,
    Override,
    OwnClearance,
    Pause,
    Plan,
    Resume,
    Signs,
    Twist,
)
from coaching.demo.people import Body, Person
from coaching.demo.staff import NOBODY
from coaching.rules.terms import Hands, LumbarContact, PopLocation, Symptom

CLIMBER = Person(
    email="client01@example.org",
    story="climbs steadily, near the goal",
    body=Body(ability=70, gain=4, hands=Hands.CROSSED, openness=0.9),
    until=2,
    acts=(
        Message(day=79, text="Welcome! Tell me after a week how the floor feels."),
        Message(day=72, text="Good. I like that I know when to stop.", by_client=True),
        Message(day=70, text="That is the best part. Go on like this."),
        Note(day=76, text="The hand under my back helps. I feel it at once when I let go."),
        Correction(day=55, number=2, changes={"pops": 1}),
        Note(day=16, text="First week with straight legs. Slow is harder than low."),
        Morning(day=2, discomfort=0),
        Plan(day=20, ahead=27),
    ),
    activities={"Lifting my daughter": 4, "Sitting through a film": 5, "Running for the bus": 2},
)

FINISHER = Person(
    email="client02@example.org",
    story="reached the goal, keeps it up",
    body=Body(ability=86, gain=5, hands=Hands.CROSSED),
    until=2,
    keenness=1,
    acts=(Note(day=16, text="Ten degrees off the floor and my back stays down!"),),
)

NUMB = Person(
    email="client03@example.org",
    story="stopped yesterday with numbness, not seen yet",
    body=Body(ability=76, gain=3),
    since=42,
    acts=(Twist(day=1, number=2, changes={"symptoms": frozenset({Symptom.NUMBNESS})}),),
)

EMERGENCY = Person(
    email="client04@example.org",
    story="told us of an emergency sign today",
    body=Body(ability=74, gain=3.5),
    since=35,
    until=2,
    acts=(Signs(day=0, symptoms=frozenset({Symptom.SADDLE_NUMBNESS})),),
)

POPPER = Person(
    email="client05@example.org",
    story="a hip that pops and steps back; one stop, cleared",
    body=Body(ability=88, gain=4, pops=0.25, pop_location=PopLocation.FRONT_OF_HIP),
    until=2,
    rhythm=(3, 4),
    acts=(
        Note(day=60, text="It pops but does not hurt at all."),
        Twist(day=38, number=3, changes={"symptoms": frozenset({Symptom.RADIATING_TINGLING})}),
        Clearance(
            day=35,
            level=1,
            reason="Seen in clinic. No neurological findings. Begin again with small knee raises.",
        ),
        Correction(day=50, number=1, changes={"pops": 2}),
    ),
)

LIFTER = Person(
    email="client06@example.org",
    story="her back lifted, so she did reverse crunches, and came back",
    body=Body(ability=53, gain=3.2, hands=Hands.UNDER_BACK),
    acts=(
        Twist(day=84, number=2, changes={"lumbar_contact": LumbarContact.LOST}),
        Note(day=78, text="Reverse crunches feel fine, nothing lifts."),
        Morning(day=27, discomfort=3),
    ),
)

AWAY = Person(
    email="client07@example.org",
    story="came back after five weeks away",
    body=Body(ability=84, gain=5),
    away=range(13, 49),
    agreed=("hernia",),
    acts=(
        Pause(day=48, reason="Enjoy your journey. We go on when you are back."),
        Resume(day=14, reason="Welcome back. Take the first week slowly."),
        Note(day=12, text="Back from travelling. Good that it starts easier."),
    ),
)

SORE = Person(
    email="client08@example.org",
    story="two painful workouts in a row",
    body=Body(ability=82, gain=3, aches=0.3),
    since=41,
    until=3,
    rhythm=(2,),
    acts=(
        Twist(day=5, number=2, changes={"pops": 1, "discomfort": 3}),
        Twist(day=3, number=2, changes={"discomfort": 4}),
        NoteToSelf(day=5, text="Ask about the new chair at work."),
        Message(day=3, text="Is it fine to swim meanwhile?", by_client=True),
        Note(day=3, text="A dull ache low on the right. Gone by the evening."),
    ),
)

SILENT = Person(
    email="client09@example.org",
    story="silent for twelve days",
    body=Body(ability=78, gain=3),
    since=68,
    until=12,
    rhythm=(3, 4),
    keenness=0.7,
    acts=(
        Change(
            day=54,
            program="one-leg-first",
            level=4,
            reason="Smaller steps suit you better for now: first one leg at a time.",
        ),
        Doses(
            day=34,
            doses={"sets": 2, "rest_seconds": 90},
            reason="Two good sets are worth more than three tired ones.",
        ),
    ),
)

GENTLE = Person(
    email="client10@example.org",
    story="on the one-leg-first program, with a level and a ceiling set in the clinic",
    body=Body(ability=36, gain=4, hands=Hands.UNDER_BACK),
    program="one-leg-first",
    since=42,
    rhythm=(3, 4),
    acts=(
        Override(
            day=21,
            level=4,
            reason="Good control in clinic with both legs. Go on with small knee raises.",
        ),
        Ceiling(day=21, level=5, reason="No lower than this until I have seen you again."),
        Plan(day=21, ahead=18),
    ),
    activities={"Getting out of the bath": 3, "Turning over in bed": 5},
)

NEW = Person(
    email="client11@example.org",
    story="brand new, one workout",
    body=Body(ability=74, gain=3),
    since=1,
)

ALONE = Person(
    email="client12@example.org",
    story="trains without a physiotherapist; cleared a stop after a doctor's check",
    body=Body(ability=80, gain=3.5),
    until=2,
    rhythm=(3, 4),
    physiotherapist=NOBODY,
    acts=(
        Signs(day=44, symptoms=frozenset({Symptom.SHARP_PAIN})),
        OwnClearance(day=39, reason="My doctor examined me: a pulled muscle, healed. I may go on."),
        Note(day=38, text="Starting again at level 1. Feels easy, and that is fine."),
    ),
)

CAST = (
    CLIMBER,
    FINISHER,
    NUMB,
    EMERGENCY,
    POPPER,
    LIFTER,
    AWAY,
    SORE,
    SILENT,
    GENTLE,
    NEW,
    ALONE,
)
