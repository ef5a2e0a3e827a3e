"""A process that sets chunks: `python -m performance.packs.press.worker`, HTML in, PDF out, one by one.

It knows neither the database nor the settings, loads nothing but the pack's own typeface and style sheet
(`performance.packs.fetcher`), and ends with the process that started it. What goes through the pipe is plain:
an order is eight digits of length and HTML, an answer one letter ("P" for a PDF, "X" for what went wrong),
eight digits of length and bytes.
"""

import os
import sys
import threading
import time

LENGTH = 8


def read(stream) -> bytes | None:
    """What comes next; None where the other side has gone."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        return None
    length = int(head)
    data = stream.read(length)
    return data if len(data) == length else None


def write(stream, data: bytes, *, kind: bytes = b""):
    """Send some bytes, in an answer after the letter that says what they are."""
    stream.write(kind + f"{len(data):0{LENGTH}}".encode() + data)
    stream.flush()


def main():
    """Answer orders until there are no more."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    # Nothing that a library prints may come between answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from performance.packs.press import setting  # noqa: PLC0415  (its loading is the first order's time)

    while (html := read(sys.stdin.buffer)) is not None:
        try:
            data, kind = setting.tagged(html.decode()), b"P"
        except Exception as problem:
            data, kind = f"{type(problem).__name__}: {problem}".encode(), b"X"
        write(answers, data, kind=kind)


def _end_with(parent):
    """Whoever kills the parent leaves no child behind: an orphan has another parent."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    main()
