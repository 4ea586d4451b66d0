"""Runs a handful of services, starts again the one that dies, and ends them all together."""

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from uucme.runtime import lifeline

QUICK_DEATHS = 5
WITHIN_SECONDS = 60.0
POLL_SECONDS = 0.25


class Stopped(BaseException):
    """Somebody asked us to end: Ctrl-C, SIGTERM or a closed terminal."""


class GaveUp(Exception):
    """A service died too often; the message says which and where to look."""


def say(*lines: str) -> None:
    """Write to the terminal, which may be closed already."""
    with suppress(OSError):
        os.write(1, "".join(line + "\n" for line in lines).encode())


@dataclass
class Service:
    name: str  # "web"
    title: str  # "the web server"
    command: Sequence[str | Path]
    log: Path
    env: Mapping[str, str] | None = None
    keep_open: tuple[int, ...] = ()  # file descriptors the service is to inherit
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    start_again_at: float | None = None


class Interruptions:
    """Notes the signals that ask us to end; `check` turns them into `Stopped` where that is safe.

    Raised anywhere, it could be swallowed by a library or leave a lock held.
    """

    def __init__(self) -> None:
        self.count = 0
        self._may_interrupt = False
        self._terminal = select.poll()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup and background shells mean it
                signal.signal(number, self._receive)
        if os.isatty(0) and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            self._terminal.register(0, 0)

    def _receive(self, *_: object) -> None:
        self.count += 1
        if self._may_interrupt:
            raise Stopped

    def check(self) -> None:
        """Raise Stopped when a signal came or the terminal is gone.

        The latter has no signal under `ssh -t host make demo`: only make is told, and it waits for us.
        """
        if self.count or self._terminal.poll(0):
            raise Stopped

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Let a signal break off a long step that cannot check by itself."""
        self.check()
        self._may_interrupt = True
        try:
            yield
        finally:
            self._may_interrupt = False
        self.check()


class Supervisor:
    def __init__(self, interruptions: Interruptions, *, patience: float = 15.0) -> None:
        """`patience` is how many seconds the services may take to end by themselves."""
        self.services: list[Service] = []
        self._interruptions = interruptions
        self._patience = patience
        self._guard = lifeline.Guard(patience)

    def add(self, service: Service) -> Service:
        """Start `service` and look after it from now on."""
        self.services.append(service)
        self._start(service)
        return service

    def wait_for(self, service: Service, is_ready: Callable[[], bool], seconds: float) -> None:
        """Return once `is_ready`; GaveUp when the service ends before, or after `seconds`."""
        process = service.process
        assert process

        def is_settled() -> bool:
            self._interruptions.check()
            return is_ready() or process.poll() is not None

        if not lifeline.wait_until(is_settled, seconds) or not is_ready():
            raise GaveUp(f"{_sentence(service.title)} did not start; its last words:\n{last_words(service.log)}")

    def run_to_end(self, service: Service) -> int:
        """Start `service` as a step of its own and return its exit code."""
        self.add(service)
        assert service.process
        while (code := service.process.poll()) is None:
            self._interruptions.check()
            time.sleep(POLL_SECONDS)
        self.services.remove(service)
        self._clear_away(service)
        return code

    def run(self) -> None:
        """Watch over the services until Stopped or GaveUp is raised."""
        while True:
            for service in self.services:
                self._look_after(service)
            self._interruptions.check()
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """End every service; a second request to end makes it immediate."""
        asked_before = self._interruptions.count
        deadline = time.monotonic() + self._patience

        def is_over() -> bool:
            return time.monotonic() > deadline or self._interruptions.count > asked_before

        # A worker that ends tells its broker so: the broker goes last.
        for is_turn_of_broker in (False, True):
            ending = [service for service in self.services if (service.name == "broker") is is_turn_of_broker]
            for service in ending:
                _signal(service, signal.SIGTERM)
            while any(_is_running(service) for service in ending) and not is_over():
                time.sleep(0.05)
            for service in ending:
                self._clear_away(service)
        self._guard.close()

    def _start(self, service: Service) -> None:
        service.process = lifeline.start(service.command, log=service.log, env=service.env, keep_open=service.keep_open)
        self._guard.watch(service.process.pid)
        service.start_again_at = None

    def _look_after(self, service: Service) -> None:
        if service.start_again_at is not None:
            if time.monotonic() >= service.start_again_at:
                self._start(service)
        elif not _is_running(service):
            self._mourn(service)

    def _mourn(self, service: Service) -> None:
        assert service.process
        how = _how_it_ended(service.process.returncode)
        self._clear_away(service)
        now = time.monotonic()
        service.deaths = [death for death in service.deaths if now - death < WITHIN_SECONDS] + [now]
        if len(service.deaths) >= QUICK_DEATHS:
            raise GaveUp(
                f"{_sentence(service.title)} ended {QUICK_DEATHS} times within a minute ({how}); "
                f"its last words, from {service.log}:\n{last_words(service.log)}"
            )
        service.start_again_at = now + 0.5 * 2 ** (len(service.deaths) - 1)
        say(f"{_sentence(service.title)} ended unexpectedly ({how}); starting it again. See {service.log}.")

    def _clear_away(self, service: Service) -> None:
        """End whatever the service left behind, such as its own children."""
        if not service.process:
            return
        group = service.process.pid
        lifeline.signal_group(group, signal.SIGKILL)
        service.process.wait()
        self._guard.forget(group)


def _is_running(service: Service) -> bool:
    return service.process is not None and service.process.poll() is None


def _signal(service: Service, number: signal.Signals) -> None:
    if service.process and service.process.poll() is None:
        service.process.send_signal(number)


def _how_it_ended(returncode: int) -> str:
    return f"by {signal.Signals(-returncode).name}" if returncode < 0 else f"exit code {returncode}"


def _sentence(title: str) -> str:
    return title[0].upper() + title[1:]


def last_words(log: Path, lines: int = 12) -> str:
    with suppress(OSError):
        return "\n".join("    " + line for line in log.read_text(errors="replace").splitlines()[-lines:])
    return "    (none)"
