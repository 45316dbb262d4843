from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "watchkeeper.engines.calls"
    label = "calls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from watchkeeper.core.journal.verbs import register
        from watchkeeper.engines.calls.verbs import VERBS

        register(VERBS)
