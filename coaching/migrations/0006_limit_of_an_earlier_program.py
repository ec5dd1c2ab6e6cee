from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0005_acts"),
    ]

    operations = [
        migrations.AddField(
            model_name="morningreport",
            name="severe_discomfort",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="setreport",
            name="severe_discomfort",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
