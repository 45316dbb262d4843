from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "watchkeeper.engines.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from watchkeeper.core.journal.verbs import register
        from watchkeeper.engines.notices.verbs import VERBS

        register(VERBS)
