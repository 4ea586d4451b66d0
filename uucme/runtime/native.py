"""Which native libraries certificates need, and the one sentence that says what is missing and how to mend it.

Run as `python -m uucme.runtime.native`; with `--install` it installs them where that is allowed (root on Debian).
"""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Library:
    names: tuple[str, ...]  # as the loader knows it, Linux first
    debian: str
    fedora: str
    homebrew: str
    needed: bool  # without it no certificate is made; otherwise they are only slower

    def is_present(self) -> bool:
        return any(_loads(name) for name in self.names)


LIBRARIES = (
    Library(("libpango-1.0.so.0", "pango-1.0"), "libpango-1.0-0", "pango", "pango", True),
    Library(("libpangoft2-1.0.so.0", "pangoft2-1.0"), "libpangoft2-1.0-0", "pango", "pango", True),
    Library(("libfontconfig.so.1", "fontconfig"), "fontconfig", "fontconfig", "fontconfig", True),
    Library(("libharfbuzz-subset.so.0", "harfbuzz-subset"), "libharfbuzz-subset0", "harfbuzz", "harfbuzz", False),
)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name if ".so" in name else ctypes.util.find_library(name) or name)
    except OSError:
        return False
    return True


def missing_libraries() -> list[Library]:
    return [library for library in LIBRARIES if not library.is_present()]


def install_command(missing: list[Library]) -> str:
    def command(start: str, packages: list[str]) -> str:
        return " ".join([start, *dict.fromkeys(packages)])

    if shutil.which("apt-get"):
        return command("sudo apt-get install -y --no-install-recommends", [library.debian for library in missing])
    if shutil.which("dnf"):
        return command("sudo dnf install -y", [library.fedora for library in missing])
    return command("brew install", [library.homebrew for library in missing])


def sentence(missing: list[Library]) -> str:
    """What the missing libraries mean for the reader; empty when nothing is missing."""
    if not missing:
        return ""
    if any(library.needed for library in missing):
        effect = "Certificates wait (claims are safe, everything else works) until"
    else:
        effect = "Certificates come out right but take much longer to make until"
    return f"{effect} you run: {install_command(missing)}"


def install(missing: list[Library]) -> None:
    """Install from Debian's packages, where this process may; otherwise do nothing."""
    if not (missing and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return
    packages = list(dict.fromkeys(library.debian for library in missing))
    print("Installing native libraries for certificates:", *packages, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(
            ["apt-get", "-qq", *command],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )


def main(arguments: list[str]) -> int:
    missing = missing_libraries()
    if "--install" in arguments:
        install(missing)
        missing = missing_libraries()
    if missing:
        print(sentence(missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
