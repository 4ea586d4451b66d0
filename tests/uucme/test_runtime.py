"""The launcher leaves nothing running, however it ends, and mends what dies."""

import os
import pty
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from uucme.runtime import lifeline, native, ports, valkey
from uucme.runtime.launcher import AlreadyRunning, only_one

ROOT = Path(__file__).resolve().parents[2]
needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks processes up in /proc")

# Services that stand for the real ones: one has a child of its own, one will not end when asked.
LAUNCHER = """
    import sys
    from pathlib import Path
    from uucme.runtime.supervisor import GaveUp, Interruptions, Service, Stopped, Supervisor, say

    folder = Path(sys.argv[1])
    interruptions = Interruptions()
    supervisor = Supervisor(interruptions, patience=1)
    try:
        for name, shell in {commands!r}.items():
            supervisor.add(Service(name, "the " + name, ["sh", "-c", shell], folder / f"{{name}}.log"))
        say("ready")
        supervisor.run()
    except Stopped:
        say("stopping")
    except GaveUp as reason:
        say(str(reason))
    finally:
        supervisor.stop()
"""
FAMILY = {"parent": "sleep 301 & sleep 302", "stubborn": "trap '' TERM HUP INT; while :; do sleep 1; done"}


@pytest.fixture
def mark(tmp_path: Path) -> Iterator[str]:
    """A word in the environment by which a launcher's whole family is known, even its orphans."""
    mark = f"UUCME_TEST_FAMILY={tmp_path}"
    yield mark
    for pid in family(mark):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def family(mark: str) -> list[int]:
    """Processes with the mark in their environment, or its folder in their title: Valkey overwrites the former."""
    folder = mark.partition("=")[2].encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_marked = mark.encode() in (process / "environ").read_bytes().split(b"\0")
            if is_marked or folder in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


def arguments(pid: int) -> list[bytes]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


def until(is_so: Callable[[], object], seconds: float = 60) -> bool:
    return lifeline.wait_until(lambda: bool(is_so()), seconds)


def launch(command: list[str], mark: str, output: Path, **more: str) -> subprocess.Popen[bytes]:
    name, _, value = mark.partition("=")
    with output.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, name: value, **more},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=take_signals,
        )


def take_signals() -> None:
    """As in a terminal. A suite run in the background or by nohup hands down that it ignores some."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def launch_family(tmp_path: Path, mark: str, commands: dict[str, str]) -> tuple[subprocess.Popen[bytes], Path]:
    output = tmp_path / "output"
    script = textwrap.dedent(LAUNCHER).format(commands=commands)
    launcher = launch(["-c", script, str(tmp_path)], mark, output)
    assert until(lambda: "ready" in output.read_text()), output.read_text()
    return launcher, output


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_process_is_left_whatever_ends_the_launcher(tmp_path, mark, number):
    launcher, _ = launch_family(tmp_path, mark, FAMILY)
    assert until(lambda: len(family(mark)) >= 6)  # launcher, guard, two services, their sleeps

    launcher.send_signal(number)

    assert launcher.wait(timeout=20) == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    assert until(lambda: family(mark) == [], seconds=25), family(mark)


@needs_proc
def test_no_process_is_left_when_the_guard_dies_with_the_launcher(tmp_path, mark):
    launcher, _ = launch_family(tmp_path, mark, {"web": "exec sleep 303", "beat": "exec sleep 304"})
    assert until(lambda: len(family(mark)) == 4)

    for pid in family(mark):
        if arguments(pid)[0] != b"sleep":
            os.kill(pid, signal.SIGKILL)

    launcher.wait(timeout=20)
    assert until(lambda: family(mark) == []), family(mark)


@needs_proc
def test_a_service_that_dies_is_started_again_and_says_so(tmp_path, mark):
    count = f"echo started >> {tmp_path}/starts; exec sleep 305"
    launcher, output = launch_family(tmp_path, mark, {"worker": count})
    starts = tmp_path / "starts"
    assert until(starts.exists)

    [sleeping] = [pid for pid in family(mark) if arguments(pid)[0] == b"sleep"]
    os.kill(sleeping, signal.SIGKILL)

    assert until(lambda: starts.read_text().splitlines() == ["started", "started"])
    assert "The worker ended unexpectedly (by SIGKILL); starting it again." in output.read_text()
    launcher.terminate()
    assert launcher.wait(timeout=20) == 0


@needs_proc
def test_a_service_that_keeps_dying_is_given_up_with_its_last_words(tmp_path, mark):
    launcher, output = launch_family(tmp_path, mark, {"beat": "echo no clock here; exit 3", "web": "exec sleep 306"})
    assert launcher.wait(timeout=60) == 0
    text = output.read_text()
    assert "The beat ended 5 times within a minute (exit code 3)" in text
    assert text.rstrip().endswith("no clock here")
    assert until(lambda: family(mark) == [])


@needs_proc
def test_demo_serves_pages_on_another_port_when_its_own_is_busy_and_ends_whole(tmp_path, mark):
    var, output = tmp_path / "var", tmp_path / "output"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = ["manage.py", "demo", "--no-data", "--port", str(port)]
        settings = {"UUCME_VAR_DIR": str(var), "UUCME_TESTING": "0", "DATABASE_URL": "", "REDIS_URL": ""}
        launcher = launch(command, mark, output, **settings)
        assert until(lambda: "UUCME is ready" in output.read_text() or launcher.poll() is not None, seconds=120)

    text = output.read_text()
    assert f"Port {port} is taken by another program; using port " in text
    other = int(text.split("using port ")[1].split(" ")[0])
    with socket.create_connection(("127.0.0.1", other), timeout=10) as page:
        page.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")
        assert page.recv(100).split(b" ")[1] == b"200"
    assert until(lambda: " ready." in (var / "log" / "worker.log").read_text()), text
    assert any(b"valkey-server" in arguments(pid)[0] for pid in family(mark))

    launcher.terminate()

    assert launcher.wait(timeout=60) == 0, output.read_text()
    assert until(lambda: family(mark) == []), family(mark)
    assert "ended unexpectedly" not in output.read_text()


def test_a_second_launcher_is_refused_while_the_first_runs(tmp_path):
    lock = tmp_path / "demo.lock"
    with only_one(lock, lambda: None) as held:
        held.write_text(f"{os.getpid()} http://127.0.0.1:8000/\n")
        with (
            pytest.raises(AlreadyRunning, match=r"already running here: http://127.0.0.1:8000/$"),
            only_one(lock, lambda: None),
        ):
            pass
    with only_one(lock, lambda: None):  # and welcome again once it has gone
        pass


def test_listen_takes_the_wanted_port_when_it_is_free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    with ports.listen("127.0.0.1", free) as listener:
        assert listener.getsockname()[1] == free


def test_valkey_answers_on_its_socket_keeps_nothing_and_is_private(tmp_path):
    path = tmp_path / "valkey.sock"
    server = valkey.start(path, tmp_path / "log")
    try:
        assert valkey.answers(path)
        assert path.stat().st_mode & 0o077 == 0
    finally:
        server.terminate()
        server.wait(timeout=10)
    assert not valkey.answers(path)
    assert sorted(p.name for p in tmp_path.iterdir() if p != path) == ["log"]


@pytest.mark.parametrize(
    ("folder", "is_beside_the_data"),
    [("/srv/uucme/var", True), ("/srv/" + "deep/" * 25 + "var", False), ("/srv/Ann's office #2/var", False)],
)
def test_the_broker_listens_where_a_socket_can_be(folder, is_beside_the_data, monkeypatch):
    from uucme import settings

    monkeypatch.setattr(settings, "VAR_DIR", Path(folder))
    path = settings._socket_path()
    assert (path == Path(folder) / "valkey.sock") is is_beside_the_data
    assert len(os.fsencode(path)) < 100


@pytest.mark.parametrize(
    ("missing", "begins"),
    [
        ([], ""),
        (["libharfbuzz-subset0"], "Certificates come out right but take much longer to make until you run: "),
        (["libpango-1.0-0", "libharfbuzz-subset0"], "Certificates wait (claims are safe, everything else works) until"),
    ],
)
def test_missing_libraries_are_named_in_one_sentence_with_the_command(missing, begins, monkeypatch):
    monkeypatch.setattr(native.shutil, "which", lambda name: f"/usr/bin/{name}" if name == "apt-get" else None)
    sentence = native.sentence([library for library in native.LIBRARIES if library.debian in missing])
    assert sentence.startswith(begins)
    assert "\n" not in sentence
    if missing:
        assert sentence.endswith("sudo apt-get install -y --no-install-recommends " + " ".join(missing))


def test_end_groups_ends_those_that_will_not(tmp_path):
    stubborn = lifeline.start(["sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done"], log=tmp_path / "log")
    assert until(lambda: (tmp_path / "log").read_text())
    begun = time.monotonic()
    lifeline.end_groups([stubborn.pid], patience=0.5)
    assert stubborn.wait(timeout=5) == -signal.SIGKILL
    assert time.monotonic() - begun < 5


@needs_proc
def test_no_process_is_left_when_the_terminal_closes_under_make(tmp_path, mark):
    """`ssh -t host make demo`: the closed terminal is told to make alone, which waits for its child."""
    script = tmp_path / "launcher.py"
    script.write_text(textwrap.dedent(LAUNCHER).format(commands=FAMILY))
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"demo:\n\t@{sys.executable} {script} {tmp_path}\n")
    name, _, value = mark.partition("=")
    terminal, end_of_make = pty.openpty()
    take_terminal = (
        "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp('make', sys.argv[1:])"
    )
    make = subprocess.Popen(
        [sys.executable, "-c", take_terminal, "make", "-f", str(makefile)],
        env={**os.environ, name: value, "PYTHONPATH": str(ROOT)},
        stdin=end_of_make,
        stdout=end_of_make,
        stderr=end_of_make,
        start_new_session=True,
        preexec_fn=take_signals,
    )
    os.close(end_of_make)
    assert b"ready" in os.read(terminal, 100)
    assert until(lambda: len(family(mark)) >= 7)

    os.close(terminal)

    make.wait(timeout=20)
    assert until(lambda: family(mark) == []), family(mark)


def test_web_and_worker_start_where_certificates_cannot_be_drawn():
    """Without Pango WeasyPrint cannot be imported: pages and claims work all the same, and certificates wait."""
    program = """
        import sys
        sys.modules["weasyprint"] = None
        import django
        django.setup()
        from django.urls import get_resolver
        from uucme.celery import app
        assert get_resolver().url_patterns
        app.loader.import_default_modules()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
