"""The addresses that need no account."""

from django.urls import path

from coaching.views import public

urlpatterns = [
    path("", public.home, name="home"),
    path("programs/", public.programs, name="programs"),
    path("programs/<slug:slug>/", public.program, name="program"),
    path("learn/", public.learn, name="learn"),
]
