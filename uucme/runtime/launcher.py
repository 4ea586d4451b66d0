"""`make demo`: one command that prepares the data and runs web, worker, beat and broker until it is stopped."""

import fcntl
import hashlib
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from uucme.runtime import lifeline, native, ports, valkey
from uucme.runtime.supervisor import GaveUp, Interruptions, Service, Stopped, Supervisor, last_words, say

LOG_BYTES = 5_000_000


class Launcher:
    def __init__(self, *, host: str, port: int, load_data: bool) -> None:
        self.host, self.wanted_port, self.load_data = host, port, load_data
        self.logs: Path = settings.VAR_DIR / "log"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.interruptions = Interruptions()

    def run(self) -> int:
        """Prepare, start and watch over everything; return the exit code once nothing is left running."""
        if "MAKELEVEL" in os.environ:
            lifeline.end_with_parent(os.getppid())  # make may be killed without being able to tell us
        try:
            with only_one(settings.VAR_DIR / "demo.lock", self.interruptions.check) as lock:
                supervisor = Supervisor(self.interruptions)
                try:
                    self._start(supervisor, lock)
                    supervisor.run()
                except Stopped:
                    say("", "Stopping ...")
                finally:
                    supervisor.stop()
        except Stopped:
            pass
        except (GaveUp, AlreadyRunning) as refusal:
            say("", str(refusal))
            return 1
        say("UUCME has stopped; its data is kept.")
        return 0

    def _start(self, supervisor: Supervisor, lock: Path) -> None:
        for sentence in filter(None, [native.sentence(native.missing_libraries())]):
            say(sentence)
        listener = ports.listen(self.host, self.wanted_port)
        port = listener.getsockname()[1]
        if port != self.wanted_port:
            say(f"Port {self.wanted_port} is taken by another program; using port {port} instead.")
        address = f"http://{self.host}:{port}"
        lock.write_text(f"{os.getpid()} {address}/\n")
        environment = {
            **os.environ,
            "UUCME_DEMO": "1",
            "UUCME_SITE_URL": os.environ.get("UUCME_SITE_URL") or address,
            "PYTHONUNBUFFERED": "1",
        }
        self._start_broker(supervisor)
        with self.interruptions.interrupting():
            migrate()
            collect_static()
        if self.load_data:
            load_demo_office(supervisor, environment, self._log("load"))
        connections.close_all()
        self._start_services(supervisor, environment, listener)
        self._greet(address)

    def _start_broker(self, supervisor: Supervisor) -> None:
        if settings.REDIS_URL:
            if not broker_answers():
                say("The Redis of REDIS_URL does not answer: pages work, certificates follow once it is back.")
            return
        socket_path = settings.EMBEDDED_BROKER_SOCKET
        valkey.prepare_folder(socket_path)
        command = valkey.command(socket_path)
        broker = supervisor.add(Service("broker", "the embedded broker", command, self._log("broker")))
        supervisor.wait_for(broker, lambda: valkey.answers(socket_path), seconds=15)

    def _start_services(self, supervisor: Supervisor, env: dict[str, str], listener: socket.socket) -> None:
        number = listener.fileno()
        web = Service(
            "web",
            "the web server",
            [sys.executable, "-m", "gunicorn", "-c", "python:uucme.gunicorn", "uucme.wsgi"],
            self._log("web"),
            env={**env, "UUCME_BIND": f"fd://{number}"},
            keep_open=(number,),
        )
        celery = [sys.executable, "-m", "celery", "-A", "uucme"]
        worker = Service(
            "worker",
            "the worker",
            [*celery, "worker", "-Q", "now,sweeps", "-c", "2", "--without-gossip", "--without-mingle", "-l", "INFO"],
            self._log("worker"),
            env=env,
        )
        beat = Service("beat", "the clock", [*celery, "beat", "--pidfile=", "-l", "INFO"], self._log("beat"), env=env)
        for service in (web, worker, beat):
            supervisor.add(service)
        host, port = listener.getsockname()[:2]
        supervisor.wait_for(web, lambda: answers(f"http://{host}:{port}/livez"), seconds=60)

    def _greet(self, address: str) -> None:
        say("", f"  UUCME is ready:  {address}/", "")
        if self.load_data:
            say(*sign_in_lines(), "")
        if not os.environ.get("EMAIL_URL"):
            say(f"  Mail it sends, sign-in codes too:  {address}{reverse('demo_outbox')}")
        say(f"  Logs are in {shown(self.logs)}. Ctrl-C stops everything; the data stays for the next start.", "")

    def _log(self, name: str) -> Path:
        log = self.logs / f"{name}.log"
        with suppress(FileNotFoundError):
            if log.stat().st_size > LOG_BYTES:
                log.replace(log.with_suffix(".log.1"))
        return log


class AlreadyRunning(Exception):
    pass


@contextmanager
def only_one(lock: Path, check: Callable[[], None], seconds: float = 20) -> Iterator[Path]:
    """Hold `lock`, or refuse while another launcher works on the same data.

    A guard that still clears up after a killed launcher holds the lock too: that is waited for.
    """
    with lock.open("a") as file:

        def is_ours() -> bool:
            check()
            with suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            return False

        if not is_ours():
            pid, _, address = lock.read_text().strip().partition(" ")
            if is_running(pid) or not lifeline.wait_until(is_ours, seconds):
                raise AlreadyRunning(f"UUCME is already running here: {address or 'it is just starting'}")
        yield lock
        lock.write_text("")


def is_running(pid: str) -> bool:
    try:
        os.kill(int(pid or "0"), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return bool(pid)


def broker_answers() -> bool:
    try:
        return bool(redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2).ping())
    except redis.RedisError:
        return False


def migrate() -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise GaveUp(f"The database does not answer: {error}") from error
    if connection.vendor != "sqlite":
        say(f"Using the {connection.display_name} database of DATABASE_URL.")
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    say(f"Preparing the database ({connection.vendor}, {len(plan)} steps) ...")
    call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> None:
    """Collect stylesheets, scripts and fonts when any of them changed since the last start."""
    made_from = settings.STATIC_ROOT / ".made-from"
    fingerprint = static_fingerprint()
    if made_from.exists() and made_from.read_text() == fingerprint:
        return
    say("Preparing stylesheets, scripts and fonts ...")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    made_from.write_text(fingerprint)


def static_fingerprint() -> str:
    digest = hashlib.sha256((settings.BASE_DIR / "uv.lock").read_bytes())
    for place in settings.STATICFILES_DIRS:
        folder = str(place[1] if isinstance(place, tuple) else place)
        for path in sorted(Path(folder).rglob("*")):
            facts = path.stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_demo_office(supervisor: Supervisor, environment: dict[str, str], log: Path) -> None:
    """Load the demonstration office into a database that holds no activities; anything else is left alone."""
    if apps.get_model("activities", "Activity")._default_manager.exists():
        return
    say("Loading the demonstration office ...")
    command = [sys.executable, "manage.py", "load_demo_office"]
    if supervisor.run_to_end(Service("load", "loading", command, log, env=environment)):
        raise GaveUp(f"The demonstration office could not be loaded; the last words:\n{last_words(log)}")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def sign_in_lines() -> list[str]:
    from uucme.demo.people import sign_in_table

    rows: list[tuple[str, str, str]] = [("Sign in as", "e-mail", "password"), *sign_in_table()]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def shown(path: Path) -> str:
    with suppress(ValueError):
        return str(path.relative_to(Path.cwd())) + "/"
    return f"{path}/"
