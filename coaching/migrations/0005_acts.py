from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0004_program_clinic"),
    ]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("start", "start"),
                    ("advance", "advance"),
                    ("complete", "complete"),
                    ("hold", "hold"),
                    ("regress", "regress"),
                    ("substitute", "substitute"),
                    ("stop", "stop"),
                    ("emergency", "emergency"),
                    ("clear", "clear"),
                    ("override", "override"),
                    ("ceiling", "ceiling"),
                    ("pause", "pause"),
                    ("resume", "resume"),
                    ("doses", "doses"),
                    ("leave", "leave"),
                    ("ignored", "ignored"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="kind",
            field=models.CharField(
                choices=[
                    ("clearance", "stop cleared"),
                    ("override", "level set"),
                    ("ceiling", "ceiling set"),
                    ("pause", "plan paused"),
                    ("resume", "plan resumed"),
                    ("doses", "doses set"),
                    ("program", "program changed"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(
            model_name="review",
            name="review_by_client_clears_only",
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["clearance", "resume"]), ("by_client", False), _connector="OR"
                ),
                name="review_by_client_opens_only",
            ),
        ),
    ]
