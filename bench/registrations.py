"""`python -m bench.registrations`: 500 people register at the same moment for 100 seats, through gunicorn.

In a PostgreSQL database of its own beside the one of DATABASE_URL, with a broker of its own. It checks that exactly the
seats are given, that the others wait in the order in which they came, and that nobody saw an error; and says how long it
took beside the same people one after another. PEOPLE=500 and SEATS=100 by default.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlsplit, urlunsplit

PEOPLE = int(os.environ.get("PEOPLE", "500"))
SEATS = int(os.environ.get("SEATS", "100"))
WARM = 8  # requests before anything is timed

given = urlsplit(os.environ.get("DATABASE_URL", ""))
if not given.scheme.startswith("postgres"):
    sys.exit("Set DATABASE_URL to a PostgreSQL: a file lets one writer in at a time whatever we do.")
OWN = f"{given.path.lstrip('/')}_bench"
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "uucme.settings",
    "UUCME_DEMO": "1",
    "UUCME_LOG_LEVEL": "CRITICAL",
    "UUCME_VAR_DIR": tempfile.mkdtemp(prefix="uucme-bench-"),
    "DATABASE_URL": urlunsplit(given._replace(path=f"/{OWN}")),
    "REDIS_URL": "",
}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Max, Min
from django.test import Client
from django.urls import reverse

from accounts.models import User
from activities.models import Activity
from learners.models import Registration
from tests.factories import make_activity, make_person
from uucme.runtime import ports, valkey


# --- What it runs on -------------------------------------------------------------------------------------------------
@contextmanager
def own_database() -> Iterator[str]:
    """Its address. Made anew, and gone afterwards."""
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield urlunsplit(given._replace(path=f"/{name}"))
    finally:
        connection.creation.destroy_test_db(OWN, verbosity=0)


@contextmanager
def server(database: str) -> Iterator[int]:
    """gunicorn as an office runs it; its port."""
    listener = ports.listen("127.0.0.1", 0)
    port: int = listener.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": database, "UUCME_BIND": f"fd://{listener.fileno()}"}
    web = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:uucme.gunicorn", "uucme.wsgi"],
        env=environment,
        pass_fds=(listener.fileno(),),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield port
    finally:
        web.terminate()
        web.wait(60)
        listener.close()


# --- People ----------------------------------------------------------------------------------------------------------
def cookies_of(person: User) -> str:
    """Signed in, with a token of their own against forged requests."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={secrets.token_hex(16)}"


def ask(port: int, method: str, address: str, cookies: str) -> tuple[int, float]:
    """The answer's status, and how many seconds it took."""
    http = HTTPConnection("127.0.0.1", port, timeout=300)
    headers = {
        "Cookie": cookies,
        "Host": f"127.0.0.1:{port}",
        "X-CSRFToken": cookies.rsplit("=", 1)[-1],
        "Content-Type": "application/x-www-form-urlencoded",
    }
    begun = time.perf_counter()
    try:
        http.request(method, address, body="" if method == "GET" else "access_needs=", headers=headers)
        answer = http.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - begun
    finally:
        http.close()


# --- The two runs ----------------------------------------------------------------------------------------------------
def all_at_once(port: int, address: str, crowd: list[str]) -> tuple[list[tuple[int, float]], float]:
    ready = Barrier(len(crowd) + 1)

    def register(cookies: str) -> tuple[int, float]:
        ready.wait()
        return ask(port, "POST", address, cookies)

    with ThreadPoolExecutor(max_workers=len(crowd)) as people:
        coming = [people.submit(register, cookies) for cookies in crowd]
        ready.wait()
        begun = time.perf_counter()
        answers = [one.result() for one in coming]
    return answers, time.perf_counter() - begun


def one_by_one(port: int, address: str, crowd: list[str]) -> tuple[list[tuple[int, float]], float]:
    begun = time.perf_counter()
    answers = [ask(port, "POST", address, cookies) for cookies in crowd]
    return answers, time.perf_counter() - begun


def faults_of(activity: Activity, answers: list[tuple[int, float]]) -> list[str]:
    """What should not be; empty is good."""
    faults = [
        f"{number} answers of {status}" for status, number in Counter(a for a, _ in answers).items() if status != 302
    ]
    rows = Registration.objects.filter(activity=activity)
    seated, waiting = rows.holding_seats(), rows.waiting()
    if (seated.count(), waiting.count()) != (SEATS, PEOPLE - SEATS):
        faults.append(f"{seated.count()} seated and {waiting.count()} waiting")
    last_seat, first_in_line = (
        seated.aggregate(at=Max("registered_at"))["at"],
        waiting.aggregate(at=Min("registered_at"))["at"],
    )
    if first_in_line and last_seat and first_in_line < last_seat:
        faults.append("somebody waits who is written down before somebody with a seat")
    # Rows are numbered as they are written, one at a time under the lock.
    in_line = list(waiting.values_list("pk", flat=True))
    if in_line != sorted(in_line):
        faults.append("the waiting list is not in the order of arrival")
    return faults


def report(name: str, answers: list[tuple[int, float]], seconds: float) -> None:
    slowest = sorted(took for _, took in answers)
    print(
        f"{name:12} {seconds:7.1f} s, half answered within {slowest[len(slowest) // 2]:.2f} s, the last within {slowest[-1]:.2f} s",
        flush=True,
    )


def main() -> int:
    call_command("collectstatic", interactive=False, verbosity=0)
    socket = settings.EMBEDDED_BROKER_SOCKET
    broker = valkey.start(socket, socket.parent / "valkey.log")
    try:
        with own_database() as database:
            crowd = [cookies_of(make_person(f"Person {number}")) for number in range(PEOPLE)]
            together, apart = make_activity(capacity=SEATS), make_activity(capacity=SEATS)
            addresses = [reverse("learners:register", args=[one.slug]) for one in (together, apart)]
            with server(database) as port:
                print(f"{PEOPLE} people, {SEATS} seats", flush=True)
                for cookies in crowd[:WARM]:
                    ask(port, "GET", addresses[0], cookies)
                answers, seconds = all_at_once(port, addresses[0], crowd)
                report("at once", answers, seconds)
                turns, alone = one_by_one(port, addresses[1], crowd)
                report("one by one", turns, alone)
            faults = [*faults_of(together, answers), *faults_of(apart, turns)]
    finally:
        broker.terminate()
    print(f"at once / one by one: {seconds / alone:.2f}")
    for fault in faults:
        print(f"WRONG: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
