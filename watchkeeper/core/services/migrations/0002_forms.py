"""A service made on a screen may take any form: sent at once, booked besides, by appointment, at a desk."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def forward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("services", "HouseService").objects.filter(is_bookable=True).update(flow="respond_or_book")


def backward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("services", "HouseService").objects.exclude(flow="respond").update(is_bookable=True)


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]

    operations = [
        migrations.AddField("houseservice", "flow", models.CharField(default="respond", max_length=20)),
        migrations.AddField("houseservice", "booked", models.JSONField(null=True)),
        migrations.RunPython(forward, backward),
        migrations.RemoveField("houseservice", "is_bookable"),
    ]
