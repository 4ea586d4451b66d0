from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class UucmeConfig(AppConfig):
    """The house itself: it holds only what needs every room, such as the demonstration office."""

    name = "uucme"

    def ready(self) -> None:
        from uucme.groups import make_groups

        post_migrate.connect(make_groups, sender=self)


class UucmeAdminConfig(AdminConfig):
    default_site = "uucme.admin.OfficeSite"
