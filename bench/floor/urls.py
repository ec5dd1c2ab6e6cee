"""Where everything is."""

from django.urls import path

from bench.floor import views

urlpatterns = [
    path("enter/", views.enter),
    path("", views.dashboard, name="dashboard"),
    path("log/", views.log),
    path("decide/", views.decide),
]
