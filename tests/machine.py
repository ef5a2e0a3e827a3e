"""What runs on this machine, for tests that start and kill processes."""

import contextlib
import socket
import time
from pathlib import Path

LEASH = "performance.leash"


# A machine that does other work beside the tests takes so many times as long; waiting ends when it is done.
PATIENCE = 6


def wait_for(condition, seconds, what):
    """The first true answer of `condition`, asked again and again; an idle machine needs `seconds`."""
    deadline = time.monotonic() + PATIENCE * seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {PATIENCE * seconds} seconds")


def living(mark):
    """Command lines by process id of whatever runs with `mark` in its environment or command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_bytes()
            # Besides the environment: the broker writes its title over its own.
            if words and mark.encode() in words + (folder / "environ").read_bytes():
                found[int(folder.name)] = words.replace(b"\0", b" ").decode(errors="replace")
    return found


def main_process(mark, word):
    """The process that a leash runs: not the leash, and not one of the process's own children."""
    everyone = living(mark)
    for pid, line in everyone.items():
        with contextlib.suppress(OSError):
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
            if word in line and LEASH not in line and LEASH in everyone.get(parent, ""):
                return pid
    return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
