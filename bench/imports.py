"""`python -m bench.imports`: what a list of 10,000 people costs the worker, 37 of them bad, in seconds, queries and memory.

In a database of its own (a temporary folder, or DATABASE_URL's test database is left alone). LINES=10000 by default.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable

LINES = int(os.environ.get("LINES", "10000"))
BAD = 37

os.environ |= {"DJANGO_SETTINGS_MODULE": "uucme.settings", "UUCME_DEMO": "1", "UUCME_LOG_LEVEL": "CRITICAL"}
os.environ.setdefault("DATABASE_URL", "")
os.environ["UUCME_VAR_DIR"] = tempfile.mkdtemp(prefix="uucme-bench-")

import django

django.setup()

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learners.imports import working
from learners.models import Attendance, AttendanceImport
from learners.services import upload_list
from tests.factories import Item, make_activity, make_person


def _list() -> bytes:
    lines = ["Name,Email,Degree,NPI,Hours"]
    for number in range(LINES):
        letters = "".join(chr(97 + number // 26**place % 26) for place in range(4))
        hours = "99" if number % (LINES // BAD) == 0 and number // (LINES // BAD) < BAD else "1.5"
        lines.append(f"Person{letters} Family{letters[::-1]},{letters}@example.org,MD,,{hours}")
    return "\n".join(lines).encode()


def _measured(name: str, act: Callable[[], object]) -> None:
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        act()
    seconds, memory = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:8} {seconds:7.2f} s {len(queries):6} queries {memory:7.0f} MB at most so far")


def main() -> int:
    call_command("migrate", verbosity=0)
    talks = (Item("Airway", 60), Item("Shock", 60))
    activity = make_activity(starts_at=timezone.now() - timedelta(hours=5), agenda=talks)
    staff, now = make_person("Stan Staff", staff=True), timezone.now()
    batch = upload_list(
        activity, file=SimpleUploadedFile("list.csv", _list()), file_name="list.csv", session=None, by=staff, at=now
    )
    print(f"{connection.vendor}: {LINES} lines, {BAD} of them bad")
    _measured("read", lambda: working.read(batch))
    _measured("check", lambda: working.check(batch, at=now))
    batch.written_by, batch.written_at, batch.state = staff, now, AttendanceImport.State.WRITING
    batch.save()
    _measured("write", lambda: working.write(batch, at=now))
    print(f"{batch.rows.bad().count()} bad, {Attendance.objects.filter(from_list=batch).count()} attendances")
    return 0


if __name__ == "__main__":
    sys.exit(main())
