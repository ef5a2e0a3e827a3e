"""A process that sets chunks: `python -m performance.packs.press.worker`, HTML in, PDF out, one by one.

It knows neither the database nor the settings, loads nothing but the pack's own typeface and style sheet
(`performance.packs.fetcher`), and ends with the process that started it. Each chunk is set in a fork, which
ends when it is set: to give a chunk's boxes back one by one would take a fifth of its time, and memory
cannot grow from one chunk to the next. What goes through the pipe is plain: an order is eight digits of
length and HTML, an answer one letter ("P" for a PDF, "X" for what went wrong), eight digits and bytes.
"""

import gc
import os
import select
import signal
import sys

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
    orders = os.fdopen(sys.stdin.fileno(), "rb", buffering=0)
    # Nothing that a library prints may come between answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from performance.packs.press import setting  # noqa: PLC0415  (the protocol alone needs no WeasyPrint)

    gc.disable()
    while (html := _next(orders)) is not None:
        ours, its = os.pipe()
        fork = os.fork()
        if not fork:
            os.close(ours)
            _set(setting, html.decode(), its)
        os.close(its)
        answers.write(_answer(fork, ours, orders))
        answers.flush()


def _next(orders):
    """The next order; a pipe gives it in pieces."""
    head = orders.read(LENGTH)
    if not head:
        return None
    missing, pieces = int(head), []
    while missing and (piece := orders.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return None if missing else b"".join(pieces)


def _set(setting, html, answer):
    """In a fork: set a chunk, answer, and end without tidying up."""
    try:
        data, kind = setting.tagged(html), b"P"
    except Exception as problem:
        data, kind = f"{type(problem).__name__}: {problem}".encode(), b"X"
    with os.fdopen(answer, "wb") as stream:
        write(stream, data, kind=kind)
    os._exit(0)


def _answer(fork, ours, orders):
    """What a fork answers.

    Whoever waits for it sends nothing meanwhile: something there to be read means that it is gone, and the
    fork has nobody to work for. A fork that was killed has given no whole answer, and then this process ends
    without one as well.
    """
    pieces = []
    while orders not in (ready := select.select([ours, orders], [], [])[0]):
        pieces.append(os.read(ours, 1 << 16))
        if not pieces[-1]:
            break
    os.close(ours)
    if orders in ready:
        os.kill(fork, signal.SIGKILL)
    if os.waitpid(fork, 0)[1]:
        sys.exit(1)
    return b"".join(pieces)


if __name__ == "__main__":
    main()
