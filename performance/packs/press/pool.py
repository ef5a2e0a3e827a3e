"""Processes that set chunks at the same time.

Celery's worker processes are daemons, which may not have children of `multiprocessing`; these are programs
of their own. A process sets one chunk after the other, so that its memory never grows.
"""

import queue
import subprocess
import sys
import threading
from pathlib import Path

from performance.packs.press import worker
from performance.refusals import WorkflowProblem

ROOT = Path(__file__).resolve().parents[3]


class NotSet(WorkflowProblem):
    """A chunk could not be set; says why in a sentence."""


class Pool:
    """Up to so many processes, started when there is something to set and ended with the block.

    `seconds` is how long one chunk may take.

        with Pool(2, seconds=120) as pool:
            first, second = pool.tagged([html, other])
    """

    def __init__(self, processes: int, *, seconds: float):
        self._most, self._seconds = processes, seconds
        self._setters = []

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        for setter in self._setters:
            setter.end()

    @property
    def is_running(self) -> bool:
        """Whether there are processes already: then it costs nothing to have them set a little more."""
        return bool(self._setters)

    def tagged(self, pages: list[str], *, told=None) -> list[bytes]:
        """Each HTML as a tagged PDF, in their order.

        `told(done)` is called after each, here and not in a thread, and may raise: then nothing more is
        asked of this pool. Raises NotSet.
        """
        orders, answers = queue.SimpleQueue(), queue.SimpleQueue()
        # The longest first: nobody waits for one that was begun last.
        for place in sorted(range(len(pages)), key=lambda place: -len(pages[place])):
            orders.put(place)
        wanted = min(self._most, len(pages))
        self._setters += [_Setter(self._seconds) for _ in range(wanted - len(self._setters))]
        for setter in self._setters[:wanted]:
            threading.Thread(target=_work, args=(setter, pages, orders, answers), daemon=True).start()
        done = {}
        while len(done) < len(pages):
            place, data, problem = answers.get()
            if problem:
                raise NotSet(problem)
            done[place] = data
            if told:
                told(len(done))
        return [done[place] for place in range(len(pages))]


def _work(setter, pages, orders, answers):
    """Have one process set chunks until there are none left, or one cannot be set."""
    while True:
        try:
            place = orders.get_nowait()
        except queue.Empty:
            return
        data, problem = setter.set(pages[place])
        answers.put((place, data, problem))
        if problem:
            return


class _Setter:
    """One process."""

    def __init__(self, seconds):
        self._seconds = seconds
        self._late = False
        self._process = subprocess.Popen(  # noqa: S603  (our own program, and nothing of anybody's in the line)
            [sys.executable, "-m", worker.__name__],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def set(self, html):
        """A PDF and no problem, or no PDF and what went wrong."""
        timer = threading.Timer(self._seconds, self._stop)
        timer.start()
        try:
            worker.write(self._process.stdin, html.encode())
            kind = self._process.stdout.read(1)
            data = worker.read(self._process.stdout)
        except (OSError, ValueError):
            kind, data = b"", None
        finally:
            timer.cancel()
        if data is None:
            return None, self._why()
        return (data, "") if kind == b"P" else (None, f"A part of the pack could not be set: {data.decode()}")

    def _stop(self):
        self._late = True
        self._process.kill()

    def _why(self):
        if self._late:
            return (
                f"A part of the pack took longer than {self._seconds:g} seconds to set, and was stopped. "
                "Shorten what is unusually long in it, and build it again."
            )
        return (
            "A process that sets the pages was ended from outside, most likely for want of memory. "
            "Build the pack again."
        )

    def end(self):
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                pipe.close()
            except OSError:  # what was still to be written cannot be
                continue
