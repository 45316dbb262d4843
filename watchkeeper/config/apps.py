from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "watchkeeper.config"
    label = "config"

    def ready(self) -> None:
        from django.core.checks import register

        from watchkeeper.config import wiring
        from watchkeeper.config.sign_in.checks import demo_stays_here

        register(demo_stays_here)
        wiring.bind()
