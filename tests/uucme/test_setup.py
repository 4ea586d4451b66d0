"""Set-up tells a newcomer in a sentence what it cannot do by itself."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "cat", "cksum", "id", "uname", "rm")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """An empty clone on a machine that has the usual small tools and no Python at all."""
    for name in ("bin/setup", "uv.lock", "pyproject.toml", ".python-version", "uucme/runtime/native.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "path").mkdir()
    for tool in TOOLS:
        (tmp_path / "path" / tool).symlink_to(shutil.which(tool) or tool)
    return tmp_path


def python(clone: Path, name: str, script: str) -> None:
    program = clone / "path" / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def set_up(clone: Path, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [clone / "bin" / "setup"],
        env={"PATH": str(clone / "path"), "HOME": str(clone), **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


ALWAYS_LOOKED_AT = (("/usr/local/bin", "python3.1[2-9]"), ("/opt/homebrew/bin", "python3.1[2-9]"), ("/opt", "python*"))


@pytest.mark.skipif(
    any(found for folder, name in ALWAYS_LOOKED_AT for found in Path(folder).glob(name)),
    reason="this machine has a Python where set-up always looks",
)
class TestWithoutANewPython:
    def test_the_sentence_names_what_was_found_and_what_to_do(self, clone):
        python(clone, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
        python(clone, "python3", 'case "$2" in *platform*) echo "only 3.11.2";; *) exit 1;; esac')
        code, said = set_up(clone)
        assert code == 1
        assert said.startswith("UUCME needs Python 3.12 or newer and found only 3.11.2: install one ")
        assert said.endswith("make demo PYTHON=/path/to/python3.13")

    def test_the_sentence_says_none_where_there_is_none(self, clone):
        code, said = set_up(clone)
        assert code == 1
        assert said.startswith("UUCME needs Python 3.12 or newer and found none: install one ")


def test_a_python_named_by_hand_is_not_silently_replaced(clone):
    python(clone, "python3.13", "echo /usr/bin/python3.13")
    python(clone, "old", "exit 1")
    assert set_up(clone, PYTHON="old") == (
        1,
        "UUCME needs Python 3.12 or newer, and PYTHON=old is not: name another, or leave PYTHON out.",
    )


def test_nothing_is_done_again_when_nothing_changed(clone):
    """The stamp that a finished set-up leaves is believed as long as its inputs and place are the same."""
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to("/bin/true")
    names = "uv.lock pyproject.toml .python-version bin/setup uucme/runtime/native.py"
    stamp = subprocess.check_output(f"cat {names} | cksum; pwd", shell=True, cwd=clone, env=os.environ)
    (clone / ".venv" / ".set-up").write_bytes(stamp)
    assert set_up(clone) == (0, "")

    with (clone / "uv.lock").open("a") as lock:
        lock.write("# one line more\n")
    assert set_up(clone)[0] == 1
