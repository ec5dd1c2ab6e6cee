"""Section 4 of `docs/rules.md` a second time: plain dicts, slow, obvious, by the text alone.

It shares nothing with `coaching.rules`. A program is a definition as the catalogue
keeps it; an event is a line of section 5 with its moments already read as datetimes.
Where the two differ, the text decides which one is wrong.
"""

from math import cos, radians

EMERGENCY_SIGNS = {
    "saddle_numbness",
    "bladder_or_bowel_change",
    "tingling_both_legs",
    "leg_weakness",
}
STOP_SIGNS = {"sharp_pain", "joint_locking", "numbness", "radiating_tingling"}

NUMBERS = {
    "moderate_discomfort": 4,
    "severe_discomfort": 6,
    "morning_discomfort": 4,
    "shortened_range": 10,
    "layoff_days": 14,
    "layoff_regresses": 3,
    "refer_after": 2,
}


def number(program, name):
    return program.get("policy", {}).get(name, NUMBERS[name])


# The ladder


def load(level):
    """Percent of both straight legs held level, from Winter's table."""

    def moment(thigh, shank):
        knee = 0.245 * cos(radians(thigh))
        ankle = knee + 0.246 * cos(radians(shank))
        middle_of_shank = knee + 0.433 * 0.246 * cos(radians(shank))
        return 0.100 * 0.433 * knee + 0.0465 * middle_of_shank + 0.0145 * ankle

    angle = level["thigh_angle"]
    share = moment(angle, angle - level["knee_flexion"]) / moment(0, 0)
    return 100 * share * level["legs"] / 2


def easier(program, level):
    """The nearest earlier level with a lower load; 0 where there is none."""
    if level == 0:
        return 0
    present = round(load(program["levels"][level - 1]), 6)
    for number_ in range(level - 1, 0, -1):
        if round(load(program["levels"][number_ - 1]), 6) < present:
            return number_
    return 0


# One set: the table of section 4. Each row is a name and when it matches


def popped(report):
    return (report["pops"] or 0) >= 1


def aches(report, limit):
    return (report["discomfort"] or 0) >= limit


def is_severe(told, program):
    """By the program, or by the stricter one that it was done on."""
    limits = [number(program, "severe_discomfort"), told.get("severe_discomfort", 11)]
    return (told.get("discomfort") or 0) >= min(limits)


def is_unanswered(report):
    return None in (report["lumbar_contact"], report["pops"], report["discomfort"])


def is_shortened(report, state, program):
    reached = report.get("lowest_angle")
    if reached is None or state["level"] == 0:
        return False
    asked = program["levels"][state["level"] - 1]["thigh_angle"]
    return reached > asked + number(program, "shortened_range")


def is_short_of_reps(report, state, program):
    return report["reps"] < rep_steps(state, program)[state["rep_step"]]


# Doses, and what has an end


def dose(state, program, name):
    """The client's own, or the program's."""
    return (state["doses"] or {}).get(name) or program[name]


def sets_asked(state, program):
    return dose(state, program, "sets")


def rep_steps(state, program):
    return list(dose(state, program, "rep_steps"))


def is_held(state):
    return state["is_paused"] or state["held_until"] is not None


def let_end(state, at, program):
    """Before an event: what has come to its end by then holds no more."""

    def is_over(name):
        return state[name] is not None and state[name] <= at

    if is_over("held_until"):
        state["held_until"] = None
    if is_over("paused_until"):
        state["is_paused"], state["paused_until"] = False, None
    if is_over("ceiling_until"):
        state["ceiling"], state["ceiling_until"] = None, None
        if state["level"] != len(program["levels"]):
            wake(state)
    if is_over("doses_until"):
        then, step = state["doses_until"], state["rep_step"]
        change_doses(state, program, None, None)
        if state["rep_step"] != step:
            state["moved_at"] = then


def change_doses(state, program, told, until):
    """With other sets or repetitions the client begins again at the first step."""
    before = sets_asked(state, program), rep_steps(state, program)
    state["doses"], state["doses_until"] = (told, until) if told else (None, None)
    if (sets_asked(state, program), rep_steps(state, program)) != before:
        state["rep_step"] = 0
        wake(state)


def wake(state):
    if state["status"] == "completed":
        state["status"] = "active"


TABLE = {
    "emergency-sign": lambda r, s, p: set(r["symptoms"]) & EMERGENCY_SIGNS,
    "stop-sign": lambda r, s, p: set(r["symptoms"]) & STOP_SIGNS,
    "severe-discomfort": lambda r, s, p: is_severe(r, p),
    "pop-with-discomfort": lambda r, s, p: popped(r) and aches(r, 1),
    "moderate-discomfort": lambda r, s, p: aches(r, number(p, "moderate_discomfort")),
    "lumbar-lock-lost": lambda r, s, p: r["lumbar_contact"] == "lost",
    "recurring-pop": lambda r, s, p: popped(r) and s["popping"] != 0,
    "painless-pop": lambda r, s, p: popped(r),
    "mild-discomfort": lambda r, s, p: aches(r, 1),
    "unsure-contact": lambda r, s, p: r["lumbar_contact"] == "unsure",
    "unanswered": lambda r, s, p: is_unanswered(r),
    "other-prescription": lambda r, s, p: r.get("asked") not in (None, (s["level"], s["rep_step"])),
    "shortened-range": is_shortened,
    "incomplete": is_short_of_reps,
    "layoff": lambda r, s, p: False,
    "held": lambda r, s, p: False,
    "same-day": lambda r, s, p: False,
    "clean": lambda r, s, p: True,
}
ORDER = list(TABLE)

ALARMS = ["emergency-sign", "stop-sign", "severe-discomfort"]
REGRESSING = ["pop-with-discomfort", "moderate-discomfort", "lumbar-lock-lost", "recurring-pop"]
PAINFUL = ["severe-discomfort", "pop-with-discomfort", "moderate-discomfort"]


def rule_of_set(report, state, program):
    """The first row of the table that matches."""
    return next(rule for rule, matches in TABLE.items() if matches(report, state, program))


def ends_workout(rule, report, program):
    if rule == "pop-with-discomfort":
        return aches(report, number(program, "moderate_discomfort"))
    return rule in (*ALARMS, "moderate-discomfort")


# What moves a client


def regress(state, program):
    """Says what to call it."""
    before = state["level"]
    state["popping"] = 0
    if state["status"] == "completed":
        state["status"] = "active"
    if before == 0:
        return "regress"
    state["level"], state["rep_step"] = easier(program, before), 0
    return "substitute" if state["level"] == 0 else "regress"


def open_stop(state, event):
    state["status"] = "stopped"
    if event["id"] not in state["open_stops"]:
        state["open_stops"].append(event["id"])


def go_to(state, level):
    state["level"], state["rep_step"], state["popping"] = level, 0, 0


def alarm_of(event, program):
    signs = set(event["symptoms"])
    if signs & EMERGENCY_SIGNS:
        return "emergency-sign"
    if signs & STOP_SIGNS:
        return "stop-sign"
    if is_severe(event, program):
        return "severe-discomfort"
    return None


def name_of_stop(rule):
    return "emergency" if rule == "emergency-sign" else "stop"


# Events: each changes the state and says (decision, rule, change, refer)


def workout(state, event, program):
    if not event["sets"]:
        return "ignored", None, None, False
    if state["status"] == "stopped":
        return workout_while_stopped(state, event, program)
    begun_with, moves = layoff(state, event, program)
    rules, moved = sets(state, event, program)
    moves += moved

    matched = begun_with + [rule for rule in rules if rule]
    whole = len(rules) >= sets_asked(state, program)
    if not whole:
        matched.append("incomplete")
    if is_held(state):
        matched.append("held")
    if event["at"].date() in state["advanced_on"]:
        matched.append("same-day")
    rule = min(matched, key=ORDER.index)

    if whole and set(rules) == {"clean"}:
        state["popping"] = 0
    worst = max(report["discomfort"] or 0 for report in event["sets"])
    state["last_workout"] = {"at": event["at"], "worst": worst}
    painful = any(each in PAINFUL for each in rules)
    state["painful_in_a_row"] = state["painful_in_a_row"] + 1 if painful else 0
    refer = painful and state["painful_in_a_row"] >= number(program, "refer_after")
    state["referred"] = refer

    decision, change = decide(state, event, program, rule, moves)
    count_regressions(state, decision)
    return decision, rule, change, refer


def count_regressions(state, decision):
    if decision in ("regress", "substitute"):
        state["regressions"] += 1
    if decision in ("advance", "complete", "hold"):
        state["regressions"] = 0


def layoff(state, event, program):
    """The rules that a workout begins with, and what its breaks moved."""
    last, moves = state["last_workout"], []
    if last is None:
        return [], []
    breaks = (event["at"] - last["at"]).days // number(program, "layoff_days")
    left = min(breaks, number(program, "layoff_regresses"))
    while left > 0 and state["level"] > 1:
        moves.append(regress(state, program))
        left -= 1
    return (["layoff"] if breaks else []), moves


def sets(state, event, program):
    """The rule of each set, None where only alarms were heard; and what moved."""
    rules, moves, ended = [], [], False
    for report in event["sets"]:
        rule = rule_of_set(report, state, program)
        if ended and rule not in ALARMS:
            rule = None
        if rule in ALARMS:
            open_stop(state, event)
        if rule in REGRESSING:
            moves.append(regress(state, program))
        if rule == "painless-pop":
            state["popping"] += 1
        ended = ended or ends_workout(rule, report, program)
        rules.append(rule)
    return rules, moves


def decide(state, event, program, rule, moves):
    if rule in ALARMS:
        return name_of_stop(rule), None
    if "substitute" in moves:
        return "substitute", None
    if moves:
        return "regress", None
    if rule == "clean" and state["status"] == "active":
        return advance(state, event, program)
    return "hold", None


def workout_while_stopped(state, event, program):
    alarms = [rule for rule in (alarm_of(report, program) for report in event["sets"]) if rule]
    if not alarms:
        return "ignored", None, None, False
    open_stop(state, event)
    rule = min(alarms, key=ORDER.index)
    return name_of_stop(rule), rule, None, False


def advance(state, event, program):
    state["advanced_on"].add(event["at"].date())
    levels = program["levels"]
    if state["rep_step"] < len(rep_steps(state, program)) - 1:
        state["rep_step"] += 1
        return "advance", "reps"
    if state["level"] == (state["ceiling"] or len(levels)):
        state["status"] = "completed"
        return "complete", None
    before, after = state["level"], state["level"] + 1
    go_to(state, after)
    if before and levels[before - 1]["variation"] == levels[after - 1]["variation"]:
        return "advance", "range"
    return "advance", "variation"


def morning(state, event, program):
    alarm = alarm_of(event, program)
    if alarm:
        open_stop(state, event)
        return name_of_stop(alarm), alarm, None, False
    if state["status"] == "stopped":
        return "ignored", None, None, False
    hurts, last = event["discomfort"], state["last_workout"]
    if hurts is not None and (
        hurts >= number(program, "morning_discomfort") or (last and hurts > last["worst"])
    ):
        state["regressions"] += 1
        return regress(state, program), "next-morning", None, False
    return "hold", None, None, False


def symptom(state, event, program):
    alarm = alarm_of(event, program)
    open_stop(state, event)
    return name_of_stop(alarm), alarm, None, False


def clearance(state, event, program):
    closed = [stop for stop in state["open_stops"] if stop in event["stops"]]
    if not closed:
        return "ignored", None, None, False
    state["open_stops"] = [stop for stop in state["open_stops"] if stop not in closed]
    if state["open_stops"]:
        return "clear", None, None, False
    if event["by"] == "self":
        level = 1
    elif "level" in event:
        level = event["level"]
    else:
        level = first_of_variation(state["level"], program)
    go_to(state, level)
    state["status"] = "active"
    raise_ceiling(state)
    return "clear", None, None, False


def first_of_variation(level, program):
    names = [None] + [each["variation"] for each in program["levels"]]
    while level and names[level - 1] == names[level]:
        level -= 1
    return level


def override(state, event, program):
    go_to(state, event["level"])
    state["rep_step"] = min(event.get("rep_step", 0), len(rep_steps(state, program)) - 1)
    state["held_until"] = event.get("until")
    wake(state)
    raise_ceiling(state)
    return "override", None, None, False


def raise_ceiling(state):
    if state["ceiling"] is not None:
        state["ceiling"] = max(state["ceiling"], state["level"])


def ceiling(state, event, _program):
    state["ceiling"], state["ceiling_until"] = event["level"], event.get("until")
    if state["level"] != event["level"]:
        wake(state)
    if state["level"] > event["level"]:
        go_to(state, event["level"])
    return "ceiling", None, None, False


def pause(state, event, _program):
    state["is_paused"], state["paused_until"] = True, event.get("until")
    return "pause", None, None, False


def resume(state, _event, _program):
    if not state["is_paused"]:
        return "ignored", None, None, False
    state["is_paused"], state["paused_until"] = False, None
    return "resume", None, None, False


def doses(state, event, program):
    set_for_them = {name: event[name] for name in ("sets", "rep_steps") if name in event}
    change_doses(state, program, set_for_them, event.get("until"))
    return "doses", None, None, False


def leave(_state, _event, _program):
    return "leave", None, None, False


EVENTS = {
    "workout": workout,
    "morning": morning,
    "symptom": symptom,
    "clearance": clearance,
    "override": override,
    "ceiling": ceiling,
    "pause": pause,
    "resume": resume,
    "doses": doses,
    "leave": leave,
}

# The fold


def begin(program, start):
    return {
        "level": start.get("level", program["start_level"]),
        "rep_step": 0,
        "status": "active",
        "ceiling": None,
        "popping": 0,
        "open_stops": [],
        "last_workout": None,
        "painful_in_a_row": 0,
        "advanced_on": set(),
        "held_until": None,
        "is_paused": False,
        "paused_until": None,
        "ceiling_until": None,
        "doses": None,
        "doses_until": None,
        "moved_at": None,
        "regressions": 0,
        "referred": False,
    }


def in_order(events):
    once = {}
    for event in events:
        once.setdefault(event["id"], event)
    return sorted(once.values(), key=lambda e: (e["at"], e.get("received_at", e["at"]), e["id"]))


def fold(program, start, events):
    """Each event's id with its answer: the decision and where the client then stands."""
    state = begin(program, start)
    for event in in_order(events):
        let_end(state, event["at"], program)
        before = state["level"], state["rep_step"]
        decision, rule, change, refer = EVENTS[event["type"]](state, event, program)
        if (state["level"], state["rep_step"]) != before:
            state["moved_at"] = event["at"]
        yield (
            event["id"],
            {"decision": decision, "rule": rule, "change": change, "refer": refer}
            | {"open_stops": tuple(state["open_stops"])}
            | {"asked": (sets_asked(state, program), rep_steps(state, program))}
            | {key: state[key] for key in TOLD},
        )


TOLD = (
    *("status", "level", "rep_step", "popping", "ceiling", "ceiling_until"),
    *("held_until", "is_paused", "paused_until", "doses_until"),
    *("moved_at", "regressions", "referred"),
)
