from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "watchkeeper.core.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from watchkeeper.core.journal import entries, verbs

        verbs.register(entries.VERBS)
