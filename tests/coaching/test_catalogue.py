"""The built-in catalogue is whole, and a faulty one names its lines and yields nothing."""

import re
import shutil

import pytest

from coaching.catalogue import FaultyCatalogue, builtin, program_from, read_catalogue
from coaching.catalogue.reading import BUILT_IN
from coaching.rules import policy
from coaching.rules.judgement import NEXT_MORNING, RULES
from coaching.rules.patterns import Pattern
from coaching.rules.terms import Phase

MAIN = "programs/knee-raise-to-straight-leg-raise.toml"
ONE_LEG = "programs/one-leg-first.toml"
STRAIGHT = 'variation = "straight-leg-raise"\n'


@pytest.fixture
def folder(tmp_path):
    """A copy that a test may break."""
    return shutil.copytree(
        BUILT_IN, tmp_path / "catalogue", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )


def replace(folder, name, old, new, *, place=1):
    """Write `new` for the `place`-th `old` of a file, and say on which line that is."""
    file = folder / name
    parts = file.read_text().split(old)
    before, after = old.join(parts[:place]), old.join(parts[place:])
    assert len(parts) > place
    file.write_text(before + new + after)
    return before.count("\n") + 1


def faults(folder):
    """(file, line, reason) of everything that is wrong."""
    with pytest.raises(FaultyCatalogue) as found:
        read_catalogue(folder)
    return [(fault.path.name, fault.line, fault.reason) for fault in found.value.faults]


def heads(folder, name, table):
    """The lines on which the tables of that name begin."""
    text = (folder / name).read_text().splitlines()
    return [number for number, line in enumerate(text, start=1) if line == f"[[{table}]]"]


# The built-in one


def test_a_copy_reads_like_the_built_in_one(folder):
    assert read_catalogue(folder) == builtin()


@pytest.mark.parametrize("slug", builtin().programs)
def test_every_program_is_valid_for_the_rules(slug):
    program = program_from(builtin().programs[slug])
    assert program.slug == slug
    assert program.start_level <= program.hardest_start_level < program.ladder.last + 1


def test_nobody_starts_by_themself_beyond_the_knee_raise():
    program = program_from(builtin().programs["knee-raise-to-straight-leg-raise"])
    hardest = program.ladder.level(program.hardest_start_level)
    assert hardest.variation == "knee-raise"


@pytest.mark.parametrize("slug", builtin().programs)
def test_every_program_has_a_substitute_that_is_a_reverse_crunch(slug):
    substitute = builtin().programs[slug]["substitute"]
    assert builtin().variations[substitute]["kind"] == "reverse-crunch"


@pytest.mark.parametrize("slug", builtin().programs)
def test_a_program_leads_into_one_that_there_is(slug):
    leads_into = builtin().programs[slug].get("leads_into")
    assert leads_into is None or leads_into in set(builtin().programs) - {slug}


@pytest.mark.parametrize("slug", [s for s, p in builtin().programs.items() if "leads_into" in p])
def test_a_program_ends_where_the_next_one_begins(slug):
    here = program_from(builtin().programs[slug])
    there = program_from(builtin().programs[builtin().programs[slug]["leads_into"]])
    assert here.ladder.level(here.ladder.last) == there.ladder.level(there.start_level)


def test_every_rule_has_its_text_in_the_order_of_the_table():
    assert list(builtin().rule_texts) == [rule.name for rule in (*RULES, NEXT_MORNING)]


@pytest.mark.parametrize("rule", [*RULES, NEXT_MORNING], ids=lambda rule: rule.name)
def test_a_rule_from_outside_the_article_is_told_as_not_from_the_article(rule):
    text = builtin().rule_texts[rule.name]
    from_article = any(source.startswith("A") for source in rule.sources)
    assert bool(text["article"]) or not from_article
    if not from_article:
        assert text["ours"].startswith("This part is not from the article")


def test_a_painless_pop_is_told_as_generally_benign():
    assert builtin().rule_texts["painless-pop"]["because"].startswith("Generally benign")


@pytest.mark.parametrize("name", builtin().rule_texts)
def test_no_number_of_a_policy_stands_in_a_text_of_a_rule(name):
    text = builtin().rule_texts[name]
    told = " ".join(value for key, value in text.items() if key not in {"name", "ours"})
    assert not re.search(r"\d", told)


def test_every_card_that_a_question_names_is_there():
    for question in builtin().questions.values():
        assert {question["card_yes"], question["card_unsure"]} <= set(builtin().cards)


def test_every_pattern_has_its_text():
    assert list(builtin().patterns) == list(Pattern)


@pytest.mark.parametrize("name", builtin().patterns)
def test_a_pattern_is_never_worded_as_a_diagnosis(name):
    text = builtin().patterns[name]
    assert re.match(r"More typical of|Could be", text["title"])
    assert re.search(r"more typical of|could be", text["text"])
    assert text["text"].count(". ") == 1


def test_only_the_line_for_a_painless_pop_says_benign():
    lines = {name: line["text"] for name, line in builtin().pattern_lines.items()}
    assert lines["painless"].startswith("Generally benign")
    assert [name for name, text in lines.items() if "benign" in text] == ["painless"]
    assert not any("benign" in str(text).lower() for text in builtin().patterns.values())


@pytest.mark.parametrize("name", builtin().cues)
def test_a_cue_is_short_enough_to_be_said_in_a_movement(name):
    assert len(builtin().cues[name]["say"].split()) <= 8


def test_every_phase_with_a_movement_has_its_cue():
    assert {Phase.LOWERING, Phase.RAISING} <= set(builtin().cues)


def test_a_cue_of_the_reverse_crunch_takes_the_place_of_another_one():
    ending = "-reverse-crunch"
    own = [name for name in builtin().cues if name.endswith(ending)]
    assert own
    assert {name.removesuffix(ending) for name in own} <= set(builtin().cues)


def sources():
    """Every source that the catalogue names, with the table that names it."""
    catalogue = builtin()
    for tables in (
        catalogue.programs,
        catalogue.variations,
        catalogue.cards,
        catalogue.questions,
        catalogue.glossary,
        catalogue.links,
        catalogue.outcomes,
        catalogue.cues,
        catalogue.patterns,
        catalogue.pattern_lines,
    ):
        for slug, table in tables.items():
            yield from ((slug, source) for source in table.get("sources", ()))
    for slug, section in catalogue.sections.items():
        yield from ((slug, statement) for statement in section["statements"])


def test_every_source_is_a_statement_of_the_article_or_said_to_be_ours():
    for slug, source in sources():
        assert re.fullmatch(r"A([1-9]|[1-3]\d|4[0-5])|ext: .+", source), slug


# A broken one


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (MAIN, "sets = 3", "sets = = 3"),
        ("variations.toml", "legs = 1\n", "legs = \n"),
        ("rules.toml", 'name = "layoff"', "name = layoff"),
    ],
    ids=["program", "variations", "rules"],
)
def test_a_fault_of_syntax_names_its_line(folder, name, old, new):
    line = replace(folder, name, old, new)
    ((file, at, reason),) = [each for each in faults(folder) if "at line" in each[2]]
    assert (file, at) == (name.split("/")[-1], line)
    assert reason


def test_a_text_without_its_end_names_the_last_line(folder):
    (folder / MAIN).write_text('slug = """\n\n')
    assert faults(folder)[0][:2] == (MAIN.rsplit("/", maxsplit=1)[-1], 2)


def test_a_file_that_is_not_utf_8_is_named(folder):
    (folder / MAIN).write_bytes(b"slug = '\xff'")
    assert (MAIN.rsplit("/", maxsplit=1)[-1], 1, "not UTF-8") in faults(folder)


@pytest.mark.parametrize(
    "name", ["variations", "advice", "screening", "rules", "learn", "cues", "patterns"]
)
def test_a_missing_file_is_named(folder, name):
    (folder / f"{name}.toml").unlink()
    assert (f"{name}.toml", 1, "No such file or directory") in faults(folder)


@pytest.mark.parametrize(
    ("name", "table", "place", "key"),
    [
        ("variations.toml", "variation", 2, "purpose"),
        ("advice.toml", "card", 3, "heading"),
        ("screening.toml", "question", 1, "card_yes"),
        ("rules.toml", "rule", 5, "because"),
        ("learn.toml", "section", 4, "title"),
        ("learn.toml", "term", 2, "meaning"),
        ("cues.toml", "cue", 2, "say"),
        ("patterns.toml", "pattern", 3, "our_source"),
        ("patterns.toml", "line", 4, "text"),
        (MAIN, "level", 7, "thigh_angle"),
    ],
)
def test_a_missing_and_an_unknown_key_name_the_table_they_are_in(folder, name, table, place, key):
    at = heads(folder, name, table)[place - 1]
    text = (folder / name).read_text().splitlines(keepends=True)
    there = next(n for n in range(at, len(text)) if text[n].startswith(f"{key} ="))
    text[there] = text[there].replace(key, "colour", 1)
    (folder / name).write_text("".join(text))
    assert faults(folder)[0] == (name.split("/")[-1], at, 'unknown key "colour"')
    text[there] = "\n"
    (folder / name).write_text("".join(text))
    assert faults(folder)[0] == (name.split("/")[-1], at, f'"{key}" is missing')


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sets = 3", 'sets = "3"', '"sets" must be a whole number from 1 to 10'),
        ("sets = 3", "sets = 3.0", '"sets" must be a whole number from 1 to 10'),
        ("sets = 3", "sets = true", '"sets" must be a whole number from 1 to 10'),
        ("sets = 3", "sets = 0", '"sets" must be a whole number from 1 to 10'),
        ("challenging = true", "challenging = 1", '"challenging" must be true or false'),
        ("[8, 10, 12]", "8", '"rep_steps" must be a list'),
        ("[8, 10, 12]", "[8, 10, 8]", "the rep steps must grow"),
        ("start_level = 1\n", "start_level = 4\n", "the start levels must lie on the ladder"),
        ("sets = 3\n", "", '"sets" is missing'),
        ("sets = 3\n", "sets = 3\ncolour = 3\n", 'unknown key "colour"'),
    ],
    ids=repr,
)
def test_a_wrong_value_of_a_program_is_named(folder, old, new, said):
    replace(folder, MAIN, old, new)
    file, line, reason = faults(folder)[0]
    assert (file, line) == (MAIN.rsplit("/", maxsplit=1)[-1], 1)
    assert reason.startswith(said)


@pytest.mark.parametrize("angle", ["nan", "inf", "-1", "90.5", "true", '"75"', "2026-01-05"])
def test_an_angle_that_is_none_is_named_with_its_level(folder, angle):
    replace(folder, MAIN, "thigh_angle = 75", f"thigh_angle = {angle}")
    assert faults(folder)[0] == (
        MAIN.rsplit("/", maxsplit=1)[-1],
        heads(folder, MAIN, "level")[0],
        '"thigh_angle" must be a number of degrees from 0 to 90',
    )


def test_a_bad_ladder_names_every_fault_with_the_line_of_its_level(folder):
    replace(folder, MAIN, "thigh_angle = 75", "thigh_angle = 40")
    replace(folder, MAIN, STRAIGHT + "thigh_angle = 45", STRAIGHT + "thigh_angle = 15")
    lines = heads(folder, MAIN, "level")
    file = MAIN.rsplit("/", maxsplit=1)[-1]
    assert faults(folder) == [
        (
            file,
            lines[0],
            "level 1: the thigh angle 40 is not between 45, where the heels meet the floor, and 90",
        ),
        (file, lines[1], "level 2: within a variation the thigh angle only falls"),
        (
            file,
            lines[6],
            "level 7: a new variation must begin no harder than the level just mastered (A43)",
        ),
        (file, lines[7], "level 8: within a variation the thigh angle only falls"),
    ]


def test_a_program_without_a_level_is_no_ladder(folder):
    text = (folder / MAIN).read_text()
    (folder / MAIN).write_text(text[: text.index("[[level]]")])
    assert faults(folder)[0][2] == "level 1: a ladder has at least one level"


def test_a_slug_that_stands_twice_is_named_with_its_second_line(folder):
    replace(folder, "variations.toml", 'slug = "knee-raise"', 'slug = "heel-tap"')
    second = heads(folder, "variations.toml", "variation")[1]
    assert faults(folder)[0] == ("variations.toml", second, "slug 'heel-tap' stands twice")


def test_a_rule_that_stands_twice_is_named(folder):
    replace(folder, "rules.toml", 'name = "clean"', 'name = "layoff"')
    assert faults(folder)[0][2] == "name 'layoff' stands twice"


@pytest.mark.parametrize("variation", ["cartwheel", "reverse-crunch"])
def test_an_unknown_variation_or_one_without_a_range_is_named(folder, variation):
    replace(folder, MAIN, '"knee-raise"', f'"{variation}"', place=2)
    assert faults(folder)[0] == (
        MAIN.rsplit("/", maxsplit=1)[-1],
        heads(folder, MAIN, "level")[1],
        f"'{variation}' is no variation with a range",
    )


@pytest.mark.parametrize("name", [number.name for number in policy.fields(policy.Policy)])
def test_a_policy_looser_than_allowed_is_refused(folder, name):
    number = {each.name: each for each in policy.fields(policy.Policy)}[name]
    looser = number.metadata["high"] + 1
    replace(folder, MAIN, "[[level]]", f"[policy]\n{name} = {looser}\n\n[[level]]")
    file, _, reason = faults(folder)[0]
    assert file == MAIN.rsplit("/", maxsplit=1)[-1]
    assert reason.startswith(f"policy.{name} must be a whole number")


def test_a_stricter_policy_is_taken(folder):
    replace(folder, MAIN, "[[level]]", "[policy]\nsevere_discomfort = 5\n\n[[level]]")
    program = program_from(read_catalogue(folder).programs["knee-raise-to-straight-leg-raise"])
    assert program.policy == policy.Policy(severe_discomfort=5)


def test_a_program_that_leads_nowhere_is_refused(folder):
    replace(folder, ONE_LEG, 'leads_into = "knee-raise', 'leads_into = "nowhere')
    assert faults(folder) == [("one-leg-first.toml", 1, "leads_into names no program")]


def test_a_slug_is_the_name_of_its_file(folder):
    (folder / ONE_LEG).rename(folder / "programs/two-legs-first.toml")
    assert (
        "two-legs-first.toml",
        1,
        "the slug 'one-leg-first' is not the name of the file",
    ) in faults(folder)


def test_faults_of_several_files_are_all_told(folder):
    replace(folder, "advice.toml", 'level = "urgent"', 'level = "meh"')
    replace(folder, "learn.toml", 'title = "Iliopsoas"', "title = 3")
    replace(folder, ONE_LEG, "sets = 3", "sets = 0")
    assert [file for file, _, _ in faults(folder)] == [
        "advice.toml",
        "learn.toml",
        "one-leg-first.toml",
    ]


def test_a_fault_is_told_as_file_line_and_reason(folder):
    line = replace(folder, MAIN, "sets = 3", "sets = = 3")
    with pytest.raises(FaultyCatalogue) as found:
        read_catalogue(folder)
    assert str(found.value).startswith(f"knee-raise-to-straight-leg-raise.toml:{line}: ")


@pytest.mark.parametrize("name", ["variations.toml", "learn.toml"])
def test_what_is_no_array_of_tables_is_named(folder, name):
    table = {"variations.toml": "variation", "learn.toml": "term"}[name]
    (folder / name).write_text(f"{table} = 3\n")
    assert (name, 1, f"{table} must be an array of tables: [[{table}]]") in faults(folder)


@pytest.mark.parametrize("level", ["3", "{}", "true"])
def test_levels_that_are_no_array_are_named(folder, level):
    text = (folder / MAIN).read_text()
    (folder / MAIN).write_text(f"level = {level}\n" + text[: text.index("[[level]]")])
    assert faults(folder)[0][2] == "level must be an array of tables: [[level]]"


@pytest.mark.parametrize("policy_told", ["3", "[]", '"loose"'])
def test_a_policy_that_is_no_table_is_named(folder, policy_told):
    replace(folder, MAIN, "sets = 3", f"policy = {policy_told}\nsets = 3")
    assert faults(folder)[0][2] == "policy must be a table: [policy]"


def test_every_faulty_number_of_a_policy_is_named(folder):
    numbers = "[policy]\nsevere_discomfort = 7\nlayoff_days = 15\n\n[[level]]"
    replace(folder, MAIN, "[[level]]", numbers)
    assert [reason.split()[0] for _, _, reason in faults(folder)[:2]] == [
        "policy.severe_discomfort",
        "policy.layoff_days",
    ]


@pytest.mark.parametrize("substitute", ["knee-raise", "nowhere"])
def test_a_substitute_is_a_reverse_crunch(folder, substitute):
    replace(folder, MAIN, 'substitute = "reverse-crunch"', f'substitute = "{substitute}"')
    assert faults(folder)[0][2] == f"the substitute '{substitute}' is no reverse crunch"


def test_an_empty_program_is_named(folder):
    (folder / MAIN).write_text("# nothing yet\n")
    assert faults(folder)[0][:2] == ("knee-raise-to-straight-leg-raise.toml", 1)
