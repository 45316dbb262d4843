from django.apps import AppConfig


class PlaybooksConfig(AppConfig):
    name = "watchkeeper.engines.playbooks"
    label = "playbooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from watchkeeper.core.journal.verbs import register
        from watchkeeper.engines.playbooks.verbs import VERBS

        register(VERBS)
