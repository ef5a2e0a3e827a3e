"""A leash: runs one command and lets nothing of it outlive the process that asked for it.

    python -m performance.leash PARENT_PID COMMAND [ARGUMENT ...]

Celery's and gunicorn's own children survive a killed parent, and so does the broker. The leash leads a
process group of its own (its starter sees to that), is told by the kernel when the starter dies, and
kills the whole group as its last act: after a SIGTERM that was passed on, after the command ended or was
killed, and after the starter was killed. Its exit code therefore says nothing.

Standard library only, and no Django: four of these run beside a development copy.
"""

import ctypes
import os
import signal
import sys
import time

# Seconds that a command has to end in good order after its starter has died.
GRACE = 3.0
WATCHED = {signal.SIGTERM, signal.SIGCHLD}
PR_SET_PDEATHSIG = 1


def main(arguments):
    """Run the command until it ends or is ended; never returns."""
    parent, command = int(arguments[0]), arguments[1:]
    # Blocked rather than handled: a signal that comes at any moment from here on waits for `hold`.
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    follow(parent, signal.SIGTERM)
    leash = os.getpid()
    # A fork without threads is safe, and lets the command follow the leash before it becomes itself.
    child = os.fork()
    if child == 0:
        follow(leash, signal.SIGKILL)
        become(command)
    hold(child, parent)
    os.killpg(0, signal.SIGKILL)


def follow(parent, number):
    """Ask the kernel to send this process a signal when its parent dies; end now if it already has."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os._exit(1)


def become(command):
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
    try:
        os.execvp(command[0], command)  # noqa: S606  (a list of arguments, no shell)
    except OSError as problem:
        sys.stderr.write(f"{command[0]} cannot be started: {problem.strerror}\n")
        sys.stderr.flush()
        os._exit(127)


def hold(child, parent):
    """Wait for the command, passing SIGTERM on; give up on it `GRACE` seconds after the starter died."""
    deadline = None
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        received = signal.sigtimedwait(WATCHED, 0.5)
        orphaned = os.getppid() != parent
        if (received is not None and received.si_signo == signal.SIGTERM) or (orphaned and deadline is None):
            os.kill(child, signal.SIGTERM)
        if orphaned:
            deadline = deadline or time.monotonic() + GRACE
            if time.monotonic() >= deadline:
                return


if __name__ == "__main__":
    main(sys.argv[1:])
