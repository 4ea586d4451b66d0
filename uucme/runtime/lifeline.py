"""Children that never outlive the process that started them, however it ends.

Two ways at once: the Linux kernel signals a direct child when its parent dies, and a guard process, which holds
the reading end of a pipe from the parent, ends the whole process group of each child once the pipe closes.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with_parent(parent: int, by: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to send this process `by` when `parent` (a process id) dies; does nothing outside Linux."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, by, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), by)


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    keep_open: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` as leader of a process group of its own, its output appended to `log`.

    It inherits no file descriptors but those of `keep_open`.
    """
    parent = os.getpid()
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            start_new_session=True,
            pass_fds=keep_open,
            preexec_fn=lambda: end_with_parent(parent),
        )


def signal_group(group: int, number: int) -> bool:
    """Signal every process of `group`; False when none is left."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so of a group that holds only ended processes
        return False
    return True


def wait_until(is_so: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def end_groups(groups: Collection[int], patience: float) -> None:
    """Ask every process of `groups` to end, and make those end that still run after `patience` seconds."""

    def all_ended() -> bool:
        return not any(signal_group(group, 0) for group in groups)

    for number in (signal.SIGTERM, signal.SIGKILL):
        for group in groups:
            signal_group(group, number)
        if wait_until(all_ended, patience):
            return


class Guard:
    """A small process that ends the groups it was told of when its parent is gone."""

    def __init__(self, patience: float) -> None:
        """Start it; `patience` is how many seconds a group may take to end by itself."""
        reading, self._writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._writing)
            with suppress(BaseException):
                _guard(reading, patience)
            os._exit(0)
        os.close(reading)

    def watch(self, group: int) -> None:
        os.write(self._writing, f"+{group}\n".encode())

    def forget(self, group: int) -> None:
        os.write(self._writing, f"-{group}\n".encode())

    def close(self) -> None:
        os.close(self._writing)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _guard(reading: int, patience: float) -> None:
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    with os.fdopen(reading) as messages:
        for message in messages:
            (groups.add if message[0] == "+" else groups.discard)(int(message[1:]))
    end_groups(groups, patience)
