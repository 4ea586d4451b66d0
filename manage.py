#!/usr/bin/env python
"""Django's command line for UUCME."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uucme.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("UUCME_DEMO", "1")  # settings ask before the command can say so
    execute_from_command_line(sys.argv)
