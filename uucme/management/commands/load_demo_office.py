import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from uucme.demo.office import counts, is_empty, load_office


class Command(BaseCommand):
    help = "Fill an empty office with invented people and activities, dated from today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--times", type=int, default=1, help="how many times as much, for benchmarks")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are activities already")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG or settings.TESTING):
            raise CommandError(
                "The demonstration office has a superuser with a known password, so it is not loaded into an office "
                "that is in use. Set UUCME_DEMO=1 to say that this is a demonstration."
            )
        if options["times"] < 1:
            raise CommandError("--times is a whole number from 1 on.")
        if not is_empty():
            sentence = "This office has activities already; nothing was changed."
            if options["if_empty"]:
                self.stdout.write(sentence)
                return
            raise CommandError(f"{sentence} Load the demonstration into an empty database.")
        began = time.monotonic()
        for copy in load_office(at=timezone.now(), times=options["times"]):
            if options["times"] > 1:
                self.stdout.write(f"{copy} of {options['times']} after {time.monotonic() - began:.0f} s")
        found = counts()
        self.stdout.write(
            f"{found['activities']} activities and {found['people']} people in {time.monotonic() - began:.1f} s."
        )
