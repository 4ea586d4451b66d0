"""`python -m bench.pages`: how pages grow with the office, as ratios between a small one and one ten times its size.

Both offices are loaded into folders of their own (kept in BENCH_DIR for the next run) and answer turn by turn within
one run, since milliseconds drift by half on a shared machine: trust the ratios and the numbers of queries.
TIMES=10, ROUNDS=15 and BENCH_DIR=/tmp/uucme-bench by default. A page that lists or counts everything grows tenfold; one
that pages or looks up should stay near 1.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import IO

TIMES = int(os.environ.get("TIMES", "10"))
ROUNDS = int(os.environ.get("ROUNDS", "15"))
FOLDER = Path(os.environ.get("BENCH_DIR", "/tmp/uucme-bench"))


# --- One office, in a process of its own -----------------------------------------------------------------------------


def answer() -> None:
    """Name the pages, then open one for each number read: its milliseconds and queries."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uucme.settings")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    pages = list(_pages())
    print("|".join(name for name, _, _ in pages), flush=True)
    for line in sys.stdin:
        name, client, address = pages[int(line)]
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)  # type: ignore[attr-defined]
        took = (time.perf_counter() - begun) * 1000
        if response.status_code != 200:
            raise SystemExit(f"{name}: {address} answered {response.status_code}")
        print(f"{took} {len(queries)}", flush=True)


def _pages() -> Iterator[tuple[str, object, str]]:
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User
    from activities.models import Activity
    from credits.models import Certificate

    def signed_in(key: str) -> Client:
        client = Client(headers={"host": "localhost"})
        user = User.objects.get(email=f"{key}@example.org")
        client.force_login(user)
        return client

    nobody, learner, reviewer = Client(headers={"host": "localhost"}), signed_in("physician"), signed_in("reviewer")
    rounds = Activity.objects.filter(slug="internal-medicine-grand-rounds").get()
    submitted = Activity.objects.awaiting_review().order_by("pk").first()
    assert submitted is not None
    yield "front page", nobody, "/"
    yield "catalogue", nobody, reverse("activities:catalogue")
    yield "catalogue, searched", nobody, reverse("activities:catalogue") + "?q=sepsis"
    yield "activity (45 sessions)", nobody, rounds.get_absolute_url()
    yield "what is left", learner, reverse("credits:left")
    yield "transcript", learner, reverse("credits:transcript")
    yield "plan", signed_in("director"), reverse("plan:proposals")
    yield "review queue", reviewer, reverse("admin:activities_activity_changelist")
    yield "review page", reviewer, reverse("admin:activities_activity_review", args=[submitted.pk])
    yield "what changed (activity)", reviewer, reverse("reports:outcomes", args=[rounds.slug])
    yield "what changed (office)", reviewer, reverse("reports:programme")
    certificate = Certificate.objects.order_by("pk").first()
    assert certificate is not None
    yield "verify", nobody, reverse("credits:verify_number", args=[certificate.number])


# --- Both, side by side ----------------------------------------------------------------------------------------------


def compare() -> None:
    offices = [_start(times) for times in (1, TIMES)]
    names, _ = [_read(office).split("|") for office in offices]
    print(f"{'page':26} {'×1 ms':>8} {f'×{TIMES} ms':>8} {'ratio':>6} {'queries':>12}")
    for number, name in enumerate(names):
        taken: list[list[float]] = [[], []]
        queries = ["", ""]
        for turn in range(ROUNDS + 1):
            for which, office in enumerate(offices):
                took, queries[which] = _ask(office, number).split()
                if turn:  # the first round warms up
                    taken[which].append(float(took))
        small, large = median(taken[0]), median(taken[1])
        print(f"{name:26} {small:8.1f} {large:8.1f} {large / small:6.2f} {queries[0]:>5} → {queries[1]:<4}")
    for office in offices:
        office.terminate()


def _start(times: int) -> subprocess.Popen[str]:
    folder = FOLDER / f"times-{times}"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "UUCME_VAR_DIR": str(folder),
        "UUCME_DEMO": "1",
        "UUCME_LOG_LEVEL": "CRITICAL",  # no broker runs here, so the cache says it is down
        "DATABASE_URL": "",
        "DJANGO_DEBUG": "0",
    }
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
    subprocess.run([*manage, "collectstatic", "-v0", "--noinput"], env=environment, check=True)
    subprocess.run([*manage, "load_demo_office", "--if-empty", "--times", str(times)], env=environment, check=True)
    return subprocess.Popen(
        [sys.executable, "-m", "bench.pages", "answer"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _ask(office: subprocess.Popen[str], number: int) -> str:
    _pipe(office.stdin).write(f"{number}\n")
    _pipe(office.stdin).flush()
    return _read(office)


def _read(office: subprocess.Popen[str]) -> str:
    if line := _pipe(office.stdout).readline():
        return line.strip()
    raise SystemExit("One of the two offices stopped; see above.")


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


if __name__ == "__main__":
    answer() if sys.argv[1:] == ["answer"] else compare()
