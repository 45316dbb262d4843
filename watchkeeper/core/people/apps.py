from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "watchkeeper.core.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from watchkeeper.core.journal.verbs import register
        from watchkeeper.core.people.verbs import VERBS

        register(VERBS)
