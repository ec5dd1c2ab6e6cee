from django.db import migrations
from django.db.models import OuterRef, Subquery

WAYS = {
    "Workout": ("Enrolment", "enrolment"),
    "SetReport": ("Workout", "workout"),
    "MorningReport": ("Enrolment", "enrolment"),
    "Decision": ("Enrolment", "enrolment"),
}
"""From which row each learns whose it is; in this order."""


def fill(apps, _schema_editor):
    for name, (told, way) in WAYS.items():
        whose = apps.get_model("coaching", told).objects.filter(pk=OuterRef(way))
        rows = apps.get_model("coaching", name).objects.filter(client=None)
        rows.update(client=Subquery(whose.values("client")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0008_of_client"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
