"""Addresses of the pages about care."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("", views.care, name="care"),
    path("looks/", views.looks, name="care_looks"),
    path("code/", views.code, name="care_code"),
    path("clinic/", views.clinic, name="care_clinic"),
    path("<uuid:uuid>/", views.link, name="care_link"),
    path("<uuid:uuid>/withdraw/", views.withdraw, name="care_withdraw"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
