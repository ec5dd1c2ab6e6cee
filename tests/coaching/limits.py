"""Programs that differ in nothing but the discomfort from which on they stop."""

from coaching import catalogue
from coaching.models import Program
from tests.coaching.life import MAIN


def program_that_stops_from(severe: int) -> Program:
    """The main program, with that limit."""
    slug = f"stops-from-{severe}"
    policy = {"moderate_discomfort": 2, "severe_discomfort": severe}
    definition = catalogue.builtin().programs[MAIN] | {"slug": slug, "policy": policy}
    made, _ = Program.objects.get_or_create(
        slug=slug,
        version=1,
        defaults={"title": f"Stops from {severe}", "definition": definition, "digest": slug},
    )
    return made
