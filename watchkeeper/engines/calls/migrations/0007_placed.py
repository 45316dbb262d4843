from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0006_positions"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="placed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
