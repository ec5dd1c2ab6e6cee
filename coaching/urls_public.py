"""The addresses that need no account."""

from django.urls import path

from coaching.views import everybody, learn, public

urlpatterns = [
    path("", public.home, name="home"),
    path("robots.txt", everybody.robots, name="robots"),
    path("sitemap.xml", everybody.sitemap, name="sitemap"),
    path("programs/", public.programs, name="programs"),
    path("programs/<slug:slug>/", public.program, name="program"),
    path("programs/<slug:slug>/<int:number>/", public.level, name="level"),
    path("learn/", learn.learn, name="learn"),
    path("learn/lever/", learn.lever, name="lever"),
    path("learn/check/", learn.check, name="check"),
    path("learn/rules/", learn.rules, name="rules"),
    path("learn/statements/", learn.statements, name="statements"),
    path("learn/words/", learn.words, name="words"),
    path("learn/<slug:slug>/", learn.lesson, name="lesson"),
]
