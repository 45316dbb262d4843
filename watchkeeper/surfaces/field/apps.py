from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "watchkeeper.surfaces.field"
    label = "field"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from watchkeeper.core.journal.verbs import register
        from watchkeeper.surfaces.field.verbs import VERBS

        register(VERBS)
