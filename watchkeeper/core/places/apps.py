from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "watchkeeper.core.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from watchkeeper.core.journal.verbs import register
        from watchkeeper.core.places.verbs import VERBS

        register(VERBS)
