"""A program is written by one person, read by a second, and published as a version that stays."""

from uuid import uuid4

import pytest

from accounts import services as accounts
from coaching import catalogue, services
from coaching.models import Program, ProgramDraft
from coaching.services import AlreadyReported, NotAllowed, NotFound, OutOfOrder, drafting
from coaching.services.publishing import digest_of, publish
from tests.accounts.clinics import join
from tests.coaching.drafts import (
    NOW,
    OWN,
    begin,
    builtin,
    change,
    published,
    review,
)
from tests.coaching.drafts import publish as publish_draft
from tests.coaching.life import MAIN, Life

LEVEL = {"variation": "knee-raise", "thigh_angle": 75}


@pytest.fixture
def author(programs, make_person):
    """Writes programs at the Harbour Clinic."""
    user = accounts.promote(user=make_person("anna@example.org"))
    join(user)
    return user


@pytest.fixture
def colleague(author, make_person):
    """Works there too."""
    user = accounts.promote(user=make_person("carl@example.org"))
    join(user)
    return user


@pytest.fixture
def elsewhere(author, make_person):
    """Works in another clinic."""
    user = accounts.promote(user=make_person("elsa@example.org"))
    join(user, name="Hill Clinic")
    return user


def fields(draft, **changes):
    """Where the faults are of a draft with these changes."""
    found = drafting.faults_of(draft, {**draft.definition, **changes})
    return [(fault.field, fault.level) for fault in found]


# Who


def test_a_draft_is_there_for_its_clinic_and_for_nobody_else(author, colleague, elsewhere):
    draft = begin(author)
    assert list(ProgramDraft.objects.visible_to(colleague)) == [draft]
    assert not ProgramDraft.objects.visible_to(elsewhere)
    for act in (review, publish_draft):
        with pytest.raises(NotFound):
            act(draft, elsewhere)
    with pytest.raises(NotFound):
        drafting.withdraw_draft(author=elsewhere, uuid=draft.uuid, now=NOW)


def test_without_a_clinic_a_draft_is_its_authors_alone_until_they_join_one(
    programs, make_person, author, colleague
):
    loner = accounts.promote(user=make_person("lola@example.org"))
    draft = begin(loner)
    with pytest.raises(NotFound):
        review(draft, colleague)
    join(loner)
    review(change(draft, sets=2), colleague)


def test_who_leaves_the_clinic_leaves_its_drafts(author, colleague, make_person):
    lead = make_person("lea@example.org", is_staff=True)
    join(lead, role="lead")
    draft = begin(author)
    membership = author.memberships.get()
    membership.ended_at = membership.since
    membership.save()
    assert not ProgramDraft.objects.visible_to(author)
    assert list(ProgramDraft.objects.visible_to(colleague)) == [draft]


def test_who_is_no_physiotherapist_writes_reviews_and_publishes_nothing(
    author, colleague, make_person
):
    clerk = make_person("clara@example.org", is_staff=True)
    join(clerk, role="lead")
    with pytest.raises(NotFound):
        begin(clerk)
    draft = begin(author)
    with pytest.raises(NotFound):
        review(draft, clerk)
    review(draft, colleague)
    with pytest.raises(NotFound):
        publish_draft(draft, clerk)


def test_only_its_author_changes_or_withdraws_a_draft(author, colleague):
    draft = begin(author)
    with pytest.raises(NotAllowed):
        drafting.change_draft(
            author=colleague, uuid=draft.uuid, seen=2, definition={"levels": []}, now=NOW
        )
    with pytest.raises(NotAllowed):
        drafting.withdraw_draft(author=colleague, uuid=draft.uuid, now=NOW)


def test_nobody_reviews_their_own_draft(author):
    with pytest.raises(NotAllowed):
        review(begin(author), author)


def test_its_author_or_its_reviewer_publishes_and_nobody_else(author, colleague, make_person):
    third = accounts.promote(user=make_person("tina@example.org"))
    join(third)
    draft = review(begin(author), colleague)
    with pytest.raises(NotAllowed):
        publish_draft(draft, third)
    assert publish_draft(draft, colleague).slug == OWN


# Draft, reviewed, published


def test_a_draft_is_not_published_before_a_review(author):
    with pytest.raises(OutOfOrder):
        publish_draft(begin(author), author)
    assert not Program.objects.filter(slug=OWN).exists()


def test_a_change_after_the_review_takes_it_back_and_the_same_again_does_not(author, colleague):
    draft = review(begin(author), colleague)
    same = change(draft)
    assert same.is_reviewed
    other = change(same, sets=2)
    assert (other.reviewer, other.reviewed_at, other.reviewed_digest) == (None, None, "")
    with pytest.raises(OutOfOrder):
        publish_draft(other, author)


def test_what_was_changed_since_it_was_read_is_not_reviewed(author, colleague):
    draft = begin(author)
    read = digest_of(draft.definition)
    change(draft, sets=2)
    with pytest.raises(AlreadyReported):
        drafting.review_draft(reviewer=colleague, uuid=draft.uuid, digest=read, now=NOW)


def test_what_was_reviewed_anew_since_it_was_read_is_not_published(author, colleague):
    draft = review(begin(author), colleague)
    read = draft.reviewed_digest
    review(change(draft, sets=2), colleague)
    with pytest.raises(AlreadyReported):
        drafting.publish_draft(physiotherapist=colleague, uuid=draft.uuid, digest=read, now=NOW)


def test_a_draft_with_a_fault_is_kept_and_not_reviewed(author, colleague):
    draft = begin(author, sets="three")
    assert ProgramDraft.objects.get().definition["sets"] == "three"
    with pytest.raises(OutOfOrder):
        review(draft, colleague)


def test_a_stale_page_changes_nothing(author):
    draft = begin(author)
    stale = draft.version
    change(draft, sets=2)
    with pytest.raises(AlreadyReported):
        drafting.change_draft(
            author=author,
            uuid=draft.uuid,
            seen=stale,
            definition={**draft.definition, "sets": 5},
            now=NOW,
        )
    assert ProgramDraft.objects.get().definition["sets"] == 2


def test_each_step_counts_once_however_often_it_is_sent(author, colleague):
    uuid, base = uuid4(), builtin().pk
    for _ in range(2):
        draft = drafting.begin_draft(author=author, uuid=uuid, base=base, now=NOW)
    definition = {**draft.definition, "slug": OWN}
    for _ in range(2):
        draft = drafting.change_draft(
            author=author, uuid=uuid, seen=1, definition=definition, now=NOW
        )
    assert draft.version == 2
    for _ in range(2):
        review(draft, colleague)
    versions = {publish_draft(draft, author).pk for _ in range(2)}
    assert len(versions) == 1
    assert Program.objects.filter(slug=OWN).count() == 1


def test_somebody_elses_uuid_is_refused(author, colleague):
    uuid = begin(author).uuid
    with pytest.raises(AlreadyReported):
        drafting.begin_draft(author=colleague, uuid=uuid, base=None, now=NOW)


def test_a_published_or_withdrawn_draft_is_over(author, colleague):
    gone = begin(author, slug="gone")
    for _ in range(2):
        drafting.withdraw_draft(author=author, uuid=gone.uuid, now=NOW)
    out = review(begin(author), colleague)
    publish_draft(out, author)
    for draft in (gone, out):
        with pytest.raises(OutOfOrder):
            change(draft, sets=5)
    with pytest.raises(OutOfOrder):
        review(gone, colleague)
    with pytest.raises(OutOfOrder):
        drafting.withdraw_draft(author=author, uuid=out.uuid, now=NOW)


# Versions


def test_a_copy_of_the_clinics_program_becomes_its_next_version(author, colleague):
    first = published(author, colleague)
    second = published(colleague, author, base=first, sets=2)
    assert [(it.slug, it.version, it.is_current) for it in (first, second)] == [
        (OWN, 1, True),
        (OWN, 2, True),
    ]
    first.refresh_from_db()
    assert not first.is_current
    assert first.definition["sets"] == 3
    assert second.clinic == first.clinic


def test_who_is_on_a_version_stays_on_it(author, colleague, person):
    first = published(author, colleague)
    life = Life(person)
    life.answer_all()
    life.enrol(1, slug=OWN)
    published(author, colleague, base=first, rep_steps=[5, 6])
    life.train(1)
    assert life.enrolment.program == first
    assert life.enrolment.prescription.reps == 10


def test_the_same_as_the_present_version_is_no_further_one(author, colleague):
    first = published(author, colleague)
    with pytest.raises(OutOfOrder):
        published(author, colleague, base=first)


def test_a_draft_says_that_a_newer_version_came_out_meanwhile(author, colleague):
    first = published(author, colleague)
    draft = begin(author, base=first, sets=2)
    assert drafting.newer_version(draft) is None
    second = published(colleague, author, base=first, sets=4)
    assert drafting.newer_version(draft) == second


def test_a_copy_of_the_catalogues_gets_a_slug_of_the_clinics_own(author):
    draft = drafting.begin_draft(author=author, uuid=uuid4(), base=builtin().pk, now=NOW)
    assert draft.definition["slug"].startswith("harbour-clinic-knee-raise")
    assert len(draft.definition["slug"]) <= 60
    assert drafting.faults_of(draft) == []


def test_a_slug_of_the_catalogue_or_of_another_clinic_is_refused(author, colleague, elsewhere):
    published(author, colleague)
    theirs = begin(elsewhere, slug="hill-program")
    assert fields(theirs) == []
    assert fields(theirs, slug=OWN) == fields(theirs, slug=MAIN) == [("slug", None)]
    assert fields(begin(author, slug="another")) == []


def test_a_slug_that_was_taken_after_the_review_is_not_published(author, colleague, make_person):
    draft = review(begin(author), colleague)
    other = accounts.promote(user=make_person("elsa@example.org"))
    second = accounts.promote(user=make_person("emma@example.org"))
    for user in (other, second):
        join(user, name="Hill Clinic")
    published(other, second)
    with pytest.raises(OutOfOrder):
        publish_draft(draft, author)


def test_the_catalogue_never_takes_a_clinics_program_over(author, colleague, tmp_path):
    published(author, colleague)
    changed = {**catalogue.builtin().programs, OWN: {**builtin().definition, "slug": OWN}}
    faked = catalogue.Catalogue(**{**vars_of(catalogue.builtin()), "programs": changed})
    with pytest.raises(NotAllowed):
        publish(faked)
    assert Program.objects.get(slug=OWN).clinic is not None


def vars_of(found):
    return {name: getattr(found, name) for name in found.__dataclass_fields__}


def test_a_clinics_program_is_there_for_its_clinic_alone(author, colleague, elsewhere, person):
    version = published(author, colleague)
    assert version in Program.objects.visible_to(colleague)
    assert version not in Program.objects.visible_to(elsewhere)
    assert version not in Program.objects.visible_to(person)
    assert version not in Program.objects.built_in()
    with pytest.raises(NotFound):
        drafting.begin_draft(author=elsewhere, uuid=uuid4(), base=version.pk, now=NOW)


def test_a_client_moves_on_from_a_clinics_program_to_the_next_of_its_clinic(
    author, colleague, person
):
    published(author, colleague, slug="second-step")
    short = {"levels": [LEVEL], "rep_steps": [8], "hardest_start_level": 1}
    published(author, colleague, leads_into="second-step", **short)
    life = Life(person)
    life.answer_all()
    life.enrol(1, slug=OWN)
    life.train(1)
    assert services.next_program(life.enrolment).slug == "second-step"


# Faults


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"title": ""}, [("title", None)]),
        ({"title": "x" * 200}, []),
        ({"title": "x" * 201}, [("title", None)]),
        ({"summary": "x" * 2_001}, [("summary", None)]),
        ({"slug": "Not A Slug"}, [("slug", None)]),
        ({"sets": 10}, []),
        ({"sets": 11}, [("sets", None)]),
        ({"sets": "three", "rest_seconds": 601}, [("sets", None), ("rest_seconds", None)]),
        ({"rep_steps": []}, [("rep_steps", None)]),
        ({"rep_steps": [8, 8]}, [("rep_steps", None)]),
        ({"start_level": 4}, [("start_level", None)]),
        ({"rep_steps": [9, 8], "start_level": 4}, [("start_level", None), ("rep_steps", None)]),
        ({"substitute": "knee-raise"}, [("substitute", None)]),
        ({"leads_into": MAIN}, []),
        ({"leads_into": OWN}, [("leads_into", None)]),
        ({"leads_into": "nowhere"}, [("leads_into", None)]),
        ({"policy": {"layoff_days": 14}}, []),
        ({"policy": {"layoff_days": 15}}, [("policy.layoff_days", None)]),
        ({"policy": {"severe_discomfort": 4}}, [("policy.moderate_discomfort", None)]),
        ({"sources": []}, [("sources", None)]),
        ({"sources": ["A45", "ext: a book"]}, []),
        ({"sources": ["A46"]}, [("sources", None)]),
        ({"sources": ["a book"]}, [("sources", None)]),
        ({"levels": []}, [("level", 1)]),
        ({"levels": [LEVEL, {**LEVEL, "thigh_angle": ""}]}, [("thigh_angle", 2)]),
        ({"levels": [LEVEL, {**LEVEL, "variation": "cartwheel"}]}, [("variation", 2)]),
        ({"levels": [LEVEL, LEVEL], "hardest_start_level": 1}, [("level", 2)]),
    ],
    ids=repr,
)
def test_every_fault_is_named_at_its_field(author, changes, found):
    assert fields(begin(author), **changes) == found


def test_the_load_may_grow_by_20_points_and_no_more(author):
    draft = begin(author, hardest_start_level=1)
    one, two = ({**LEVEL, "thigh_angle": angle} for angle in (75, 55))
    grown = catalogue.loads_of([one, two], catalogue.builtin().variations)
    assert 19.9 < grown[1] - grown[0] < 20
    assert fields(draft, levels=[one, two]) == []
    assert fields(draft, levels=[one, {**two, "thigh_angle": 54.9}]) == [("level", 2)]
    stricter = {"policy": {"largest_load_step": 19}}
    assert fields(draft, levels=[one, two], **stricter) == [("level", 2)]
