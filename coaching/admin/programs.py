"""The programs, to read: what clients are on never changes under them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin.desk import ReadOnlyAdmin, staff_of
from accounts.texts import lazy
from coaching.admin.words import level_words, when
from coaching.models import Program
from coaching.receipts import in_the_readers_words
from coaching.tongue import listed


@admin.register(Program)
class ProgramAdmin(ReadOnlyAdmin):
    """Every version of the catalogue's programs and of one's own clinic's."""

    list_display = ("spoken_title", "version", "is_current", "written_at", "levels")
    fields = ("spoken_title", "slug", "version", "is_current", "dose", "ladder", "digest", "loaded")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Program]:
        """Nothing of another clinic's."""
        return Program.objects.visible_to(staff_of(request)).select_related("clinic")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every version of each."""
        return super().changelist_view(request, {"title": _("Programs")})

    def has_module_permission(self, request: HttpRequest) -> bool:
        """All staff see the section."""
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """All staff look."""
        return request.user.is_active and request.user.is_staff

    @admin.display(description=lazy("title"), ordering="title")
    def spoken_title(self, program: Program) -> str:
        """In the reader's language where the catalogue has it."""
        return in_the_readers_words(program.title)

    @admin.display(description=lazy("written at"))
    def written_at(self, program: Program) -> str:
        """The clinic, or the catalogue that ships with the product."""
        return program.clinic.name if program.clinic else _("the catalogue")

    @admin.display(description=lazy("levels"))
    def levels(self, program: Program) -> int:
        """How many there are."""
        return program.rules.ladder.last

    @admin.display(description=lazy("sets and repetitions"))
    def dose(self, program: Program) -> str:
        """What a workout asks for, step by step."""
        steps = listed(program.rules.rep_steps)
        return ngettext(
            "%(sets)s set of %(steps)s", "%(sets)s sets of %(steps)s", program.rules.sets
        ) % {"sets": program.rules.sets, "steps": steps}

    @admin.display(description=lazy("ladder"))
    def ladder(self, program: Program) -> SafeString:
        """The levels, easiest first."""
        numbers = range(1, program.rules.ladder.last + 1)
        return format_html_join("", "<p>{}</p>", ((level_words(program, n),) for n in numbers))

    @admin.display(description=lazy("loaded"))
    def loaded(self, program: Program) -> str:
        """Since when it is here."""
        return when(program.loaded_at)
