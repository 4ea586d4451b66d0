from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class UucmeConfig(AppConfig):
    """The house itself: it holds only what needs every room, such as the demonstration office."""

    name = "uucme"

    def ready(self) -> None:
        from uucme.groups import make_groups

        # The signal comes only for apps with models, which the house itself has not.
        post_migrate.connect(make_groups, sender=apps.get_app_config("auth"))


class UucmeAdminConfig(AdminConfig):
    default_site = "uucme.admin.OfficeSite"
