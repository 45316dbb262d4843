from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "watchkeeper.core.services"
    label = "services"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from watchkeeper.core.journal.verbs import register
        from watchkeeper.core.services.verbs import VERBS

        register(VERBS)
