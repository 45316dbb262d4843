from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    name = "watchkeeper.core.departments"
    label = "departments"
    default_auto_field = "django.db.models.BigAutoField"
