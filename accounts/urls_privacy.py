"""Addresses of the pages about one's own data."""

from django.urls import path

from accounts import views_privacy as views

urlpatterns = [
    path("", views.privacy, name="privacy"),
    path("agreement/", views.agreement, name="agreement"),
    path("withdraw/", views.withdraw, name="processing_withdraw"),
]
