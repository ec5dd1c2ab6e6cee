from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE


def whose() -> models.Field:
    """Empty until the next migration fills it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=CASCADE, related_name="+"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0007_decisions_in_order"),
    ]

    operations = [
        migrations.AddField(model, "client", whose())
        for model in ("workout", "setreport", "morningreport", "decision")
    ]
