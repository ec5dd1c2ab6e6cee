"""What people did, in as many tables as the site needs for one set."""

from django.conf import settings
from django.db import models


class Program(models.Model):
    """What is trained."""

    definition = models.JSONField()


class Enrolment(models.Model):
    """Where somebody stands in it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    program = models.ForeignKey(Program, models.CASCADE)
    position = models.JSONField()
    position_before = models.JSONField()
    last_at = models.DateTimeField(null=True)


class Workout(models.Model):
    """One session of exercise."""

    uuid = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE)
    at = models.DateTimeField()
    level = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["user", "-at"])]


class Log(models.Model):
    """One set."""

    uuid = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    workout = models.ForeignKey(Workout, models.CASCADE)
    at = models.DateTimeField()
    reps = models.PositiveSmallIntegerField()
    pops = models.PositiveSmallIntegerField()
    discomfort = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["user", "-at"])]


class Decision(models.Model):
    """What was said to it."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE)
    workout = models.ForeignKey(Workout, models.CASCADE)
    log = models.ForeignKey(Log, models.CASCADE)
    at = models.DateTimeField()
    said = models.JSONField()
