from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "watchkeeper.config"
    label = "config"
