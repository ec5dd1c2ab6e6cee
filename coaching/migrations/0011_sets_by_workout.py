from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0010_of_client_always"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="setreport",
            options={"ordering": ["workout_id", "number", "pk"]},
        ),
    ]
