"""A page, and what a form does."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from bench.floor.models import Decision, Log, Workout

LAST = 3
"""How many sets of a workout are read again: as many as one has."""


class LogForm(forms.Form):
    """One set, as it was told."""

    uuid = forms.UUIDField()
    workout = forms.UUIDField()
    reps = forms.IntegerField(min_value=0, max_value=100)
    pops = forms.IntegerField(min_value=0, max_value=100)
    discomfort = forms.IntegerField(min_value=0, max_value=10)


def enter(request: HttpRequest) -> HttpResponse:
    """Sign the only person in."""
    login(request, get_user_model().objects.get())
    return redirect("dashboard")


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Three indexed queries and a page."""
    user = _user(request)
    week = timezone.now() - timedelta(days=7)
    context = {
        "workouts": Workout.objects.filter(user=user).order_by("-at")[:20],
        "logs": Log.objects.filter(user=user).order_by("-at")[:60],
        "this_week": Workout.objects.filter(user=user, at__gte=week).count(),
    }
    return render(request, "dashboard.html", context)


@require_POST
@login_required
def log(request: HttpRequest) -> HttpResponse:
    """One inserted row, of a workout that has to be looked up."""
    told = _told(request)
    if told is None:
        return HttpResponseBadRequest()
    row = Workout.objects.get(uuid=told.pop("workout"))
    Log.objects.create(user=_user(request), workout=row, at=timezone.now(), **told)
    return redirect("dashboard")


@require_POST
@login_required
@transaction.atomic
def decide(request: HttpRequest) -> HttpResponse:
    """The queries of a logged set and its decision, without the rules that decide."""
    told = _told(request)
    if told is None:
        return HttpResponseBadRequest()
    now, user = timezone.now(), _user(request)
    get_user_model().objects.select_for_update().get(pk=user.pk)
    row = (
        Workout.objects.select_related("enrolment__program")
        .select_for_update(of=("enrolment", "self"))
        .get(uuid=told.pop("workout"), user=user)
    )
    before = list(Log.objects.filter(workout=row).order_by("-at")[:LAST])
    made = Log.objects.create(user=user, workout=row, at=now, **told)
    enrolment = row.enrolment
    enrolment.position_before = enrolment.position
    enrolment.position = {"level": 3, "sets": len(before)}
    enrolment.last_at = now
    enrolment.save()
    said = {"title": "Stay here", "because": "It went well.", "facts": [told["reps"]]}
    Decision.objects.create(enrolment=enrolment, workout=row, log=made, at=now, said=said)
    return redirect("dashboard")


def _told(request: HttpRequest) -> dict[str, Any] | None:
    form = LogForm(request.POST)
    return form.cleaned_data if form.is_valid() else None


def _user(request: HttpRequest) -> Any:
    return request.user
