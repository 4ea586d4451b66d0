"""Draws docs/workflow.md from the one table of transitions, or checks that it is drawn from it (REV-1)."""

from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from activities.models import Status
from activities.workflow import TRANSITIONS, TURN

DOCUMENT: Final = Path(settings.BASE_DIR) / "docs" / "workflow.md"


def draw() -> str:
    """The whole document: a diagram, a table of the ways, and whose turn it is in each state."""
    arrows = [
        f"    {source.value} --> {transition.target.value}: {transition.label}"
        for transition in TRANSITIONS.values()
        for source in transition.sources
    ]
    ways = [
        f"| {way.label} | {_names(way.sources)} | {way.target.label} | {', '.join(way.who)} | {way.clock} |"
        for way in TRANSITIONS.values()
    ]
    turns = [f"| {status.label} | {TURN[status]} |" for status in Status]
    return "\n".join(
        [
            "# The workflow of an activity",
            "",
            "Drawn from `activities/workflow.py` by `python manage.py draw_workflow`; `make check` compares it.",
            "A proposal is an activity in an early state. Nothing else changes a state; every change stays on record.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *(f"    {status.value}: {status.label}" for status in Status),
            f"    [*] --> {Status.DRAFT.value}",
            *arrows,
            "```",
            "",
            "| What | From | To | By whom | When the clock does it |",
            "|---|---|---|---|---|",
            *ways,
            "",
            "| State | Whose turn |",
            "|---|---|",
            *turns,
            "",
        ]
    )


def _names(statuses: tuple[Status, ...]) -> str:
    return ", ".join(str(status.label) for status in statuses)


class Command(BaseCommand):
    help = "Draw docs/workflow.md from the table of transitions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare, and fail when it differs")

    def handle(self, *args: Any, **options: Any) -> None:
        drawn = draw()
        if not options["check"]:
            DOCUMENT.write_text(drawn, encoding="utf-8")
            self.stdout.write(f"Drew {DOCUMENT.name}.")
            return
        if not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != drawn:
            raise CommandError(f"{DOCUMENT.name} is not what the workflow says. Run: python manage.py draw_workflow")
        self.stdout.write(f"{DOCUMENT.name} is what the workflow says.")
