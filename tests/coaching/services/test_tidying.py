from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from accounts.models import CodeTry, Invitation
from accounts.services.tidying import over
from coaching.models import Enrolment, StopNotice
from coaching.services.tidying import notices_over

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("ago", "is_over"), [(90, True), (90 - 1 / 86400, False)])
@pytest.mark.parametrize("why", ["expires_at", "revoked_at"])
def test_an_invitation_that_nobody_used_is_kept_for_its_days(physiotherapist, ago, is_over, why):
    times = {"made_at": NOW, "expires_at": NOW, why: NOW - timedelta(days=ago)}
    row = Invitation.objects.create(
        uuid=uuid4(), physiotherapist=physiotherapist, digest="x", **times
    )
    assert over(NOW)["invitations"].exists() is is_over
    Invitation.objects.filter(pk=row.pk).update(
        used_at=NOW, answer=Invitation.Answer.ACCEPTED, revoked_at=None
    )
    assert not over(NOW)["invitations"].exists()


@pytest.mark.parametrize(
    ("ago", "is_over"), [(timedelta(days=1), True), (timedelta(hours=23), False)]
)
def test_a_wrong_code_is_kept_for_a_day(person, ago, is_over):
    CodeTry.objects.create(client=person, tried_at=NOW - ago)
    assert over(NOW)["wrong codes"].exists() is is_over


@pytest.mark.parametrize(("left", "is_over"), [(timedelta(), True), (SECOND, False)])
def test_a_session_goes_when_it_has_run_out(db, left, is_over):
    Session.objects.create(session_key="x", session_data="", expire_date=NOW + left)
    assert over(NOW)["sessions"].exists() is is_over


@pytest.mark.parametrize(
    ("days", "status", "is_over"),
    [(365, "active", True), (364.99, "active", False), (4000, "stopped", False)],
)
def test_a_notice_stays_while_its_stop_may_be_open(life, person, days, status, is_over):
    Enrolment.objects.update(status=status)
    StopNotice.objects.create(
        enrolment=life.enrolment,
        stop="x",
        to=person,
        kind="new",
        due_at=NOW,
        sent_at=NOW - timedelta(days=days),
    )
    assert notices_over(NOW).exists() is is_over


def test_a_dry_run_deletes_nothing(person):
    CodeTry.objects.create(client=person, tried_at=NOW - timedelta(days=9))
    out = StringIO()
    call_command("tidy", "--dry-run", stdout=out)
    assert "1 wrong codes" in out.getvalue()
    assert CodeTry.objects.exists()
    call_command("tidy", stdout=StringIO())
    assert not CodeTry.objects.exists()
