import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from uucme.runtime.launcher import Launcher


class Command(BaseCommand):
    help = "Prepare the data and run web, worker, beat and (unless REDIS_URL is set) the embedded broker."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-data", action="store_true", help="do not load the demonstration office")

    def handle(self, *args: Any, **options: Any) -> None:
        launcher = Launcher(host=options["host"], port=options["port"], load_data=not options["no_data"])
        sys.exit(launcher.run())
