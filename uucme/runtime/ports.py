"""An address to listen on, held from the moment it is found."""

import socket
from contextlib import suppress


def listen(host: str, wanted: int, others: int = 20) -> socket.socket:
    """Listen on `wanted`, else on one of the next `others` ports, else on any free one."""
    for port in [*range(wanted, min(wanted + others + 1, 65536)), 0]:
        if port and _is_answered(host, port):
            continue
        with suppress(OSError):
            return _bound(host, port)
    raise OSError(f"No port can be opened on {host}.")


def _is_answered(host: str, port: int) -> bool:
    """Some systems let two programs share a port when one listens on all addresses; ask before taking it."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


def _bound(host: str, port: int) -> socket.socket:
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener
