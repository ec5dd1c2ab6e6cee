"""Addresses of the coach."""

urlpatterns: list = []
