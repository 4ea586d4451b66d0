from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class UucmeConfig(AppConfig):
    """The house itself: it holds only what needs every room, such as the demonstration office."""

    name = "uucme"


class UucmeAdminConfig(AdminConfig):
    default_site = "uucme.admin.OfficeSite"
