"""The styleguide, by the door of the desk. It shows nobody, so who opens it is on no record."""

from django.contrib import admin
from django.urls import path

from coaching.admin import specimens, styleguide

door = admin.site.admin_view

urlpatterns = [
    path("", door(styleguide.parts, cacheable=True), name="styleguide"),
    path("worklist/", door(specimens.worklist, cacheable=True), name="styleguide_worklist"),
    path("<slug:slug>/", door(styleguide.whole, cacheable=True), name="styleguide_page"),
]
