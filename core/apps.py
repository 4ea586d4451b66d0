from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core.forms import keep_one_line_fields_to_one_line

        keep_one_line_fields_to_one_line()
