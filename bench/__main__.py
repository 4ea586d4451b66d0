"""`make bench`: what pages and certificates cost on the data in var/ (or of DATABASE_URL).

Figures are for comparing two versions on one machine in one sitting, never across machines. For a large office:
`migrate` and `load_demo_office --times 100` into an empty UUCME_VAR_DIR, then this with the same folder (README.md).
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median, quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uucme.settings")
os.environ.setdefault("UUCME_DEMO", "1")
os.environ.setdefault("UUCME_LOG_LEVEL", "WARNING")

import django

django.setup()

from django.db import connection
from django.db.models import Count
from django.db.utils import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from activities.models import Activity
from credits.certificates.drawing import draw_certificate
from credits.certificates.snapshot import CertificateSnapshot
from credits.models import Certificate, Claim

ROUNDS = int(os.environ.get("ROUNDS", "30"))


def timed(act: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and 90th percentile, in milliseconds, after one round that does not count."""
    act()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return median(times), quantiles(times, n=10)[-1]


def pages() -> Iterator[tuple[str, Client, str]]:
    """(who, their client, address) for the pages people open most."""
    nobody = Client(headers={"host": "localhost"})
    activity = Activity.objects.order_by("-pk").filter(status="open").first()
    yield "anybody", nobody, "/"
    yield "anybody", nobody, "/activities/"
    if activity:
        yield "anybody", nobody, activity.get_absolute_url()
    if certificate := Certificate.objects.first():
        yield "anybody", nobody, f"/verify/{certificate.number}/"
    busiest = User.objects.annotate(n=Count("claims")).order_by("-n").first()
    if busiest:
        learner = Client(headers={"host": "localhost"})
        learner.force_login(busiest)
        yield "learner", learner, "/me/"
        yield "learner", learner, "/me/transcript/"
    if superuser := User.objects.filter(is_superuser=True).first():
        staff = Client(headers={"host": "localhost"})
        staff.force_login(superuser)
        yield "staff", staff, "/admin/"
        yield "staff", staff, "/admin/activities/activity/"
        yield "staff", staff, "/plan/"


def measure_pages() -> None:
    print(f"{'page':58} {'median ms':>10} {'90 % ms':>8} {'queries':>8}")
    for who, client, address in pages():
        with CaptureQueriesContext(connection) as queries:
            status = client.get(address).status_code
        asked = len(queries)  # now: the requests timed below empty the connection's log
        middle, slow = timed(lambda client=client, address=address: client.get(address), ROUNDS)
        note = "" if status == 200 else f"  answers {status}"
        print(f"{who + ' ' + address:58.58} {middle:10.1f} {slow:8.1f} {asked:8}{note}")


def measure_certificates() -> None:
    snapshots = [CertificateSnapshot.from_json(c.snapshot) for c in Certificate.objects.order_by("pk")[:ROUNDS]]
    if not snapshots:
        print("No certificates to draw.")
        return
    draw_certificate(snapshots[0])
    times = []
    for snapshot in snapshots:
        begun = time.perf_counter()
        draw_certificate(snapshot)
        times.append((time.perf_counter() - begun) * 1000)
    print(f"certificate of {len(times)} people: median {median(times):.1f} ms, slowest {max(times):.1f} ms")


def main() -> int:
    try:
        counted = [f"{model.objects.count()} {name}" for model, name in counted_models()]
    except OperationalError:
        print("There is no data yet: run make demo once.", file=sys.stderr)
        return 1
    print(f"{connection.vendor}: {', '.join(counted)}\n")
    measure_pages()
    print()
    measure_certificates()
    return 0


def counted_models() -> list[tuple[type[Activity | User | Claim], str]]:
    return [(Activity, "activities"), (User, "people"), (Claim, "claims")]


if __name__ == "__main__":
    sys.exit(main())
