"""Addresses of the coach."""

from django.urls import path

from coaching.urls_public import urlpatterns as public
from coaching.views import (
    bundle,
    function,
    history,
    messages,
    outbox,
    phone,
    player,
    signs,
    starting,
    today,
    workout,
)

urlpatterns = [
    *public,
    path("start/", starting.start, name="start"),
    path("start/questions/<slug:slug>/", starting.question, name="question"),
    path("start/advice/", starting.locked, name="locked"),
    path("start/program/", starting.choose, name="choose"),
    path("start/limit/<slug:slug>/", starting.limit, name="limit"),
    path("start/limit/<slug:slug>/begin/", starting.begin_substitute, name="begin_substitute"),
    path("today/", today.today, name="today"),
    path("today/morning/", today.morning, name="morning"),
    path("today/clear/", today.clear, name="clear"),
    path("today/resume/", today.resume, name="resume"),
    path("today/move-on/", starting.move_on, name="move_on"),
    path("workout/", workout.workout, name="workout"),
    path("workout/bundle/", bundle.workout_bundle, name="bundle"),
    path("player/", player.player, name="player"),
    path("workout/begin/", workout.begin, name="begin"),
    path("workout/<uuid:uuid>/", workout.done, name="workout_done"),
    path("workout/<uuid:uuid>/undo/", workout.undo, name="undo"),
    path("workout/<uuid:uuid>/finish/", workout.finish, name="finish"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<uuid:uuid>/", messages.conversation, name="conversation"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("report/", signs.report, name="report"),
    path("phone/", phone.phone, name="phone"),
    path("install/", phone.install, name="install"),
    path("service-worker.js", phone.service_worker, name="service_worker"),
    path("function/", function.function, name="function"),
    path("function/skip/", function.skip, name="function_skip"),
    path("history/", history.history, name="history"),
    path("history/<uuid:uuid>/", history.workout, name="history_workout"),
    path("history/sets/<uuid:uuid>/", history.correct, name="correct"),
    path("history/<uuid:uuid>/note/", history.note, name="note"),
]
