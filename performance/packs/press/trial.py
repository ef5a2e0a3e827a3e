"""An uploaded PDF is tried before it is kept: read, drawn and bound in once, in a process of its own.

A file of a few hundred kilobytes can unpack to gigabytes or be drawn for hours, and a broken one can fail
anywhere. So it is tried where memory and the processor's time are bounded, and what does not come through
is refused with a sentence: neither the site nor the worker meets it. `python -m
performance.packs.press.trial` reads the file and answers with the number of its pages, or with why not.
"""

import io
import resource
import subprocess
import sys
from pathlib import Path

from performance.packs.press import binding

ROOT = Path(__file__).resolve().parents[3]
MEMORY = 1_500_000_000
SECONDS = 30
# How large the pages are drawn, against their size on paper: as their small pictures are.
SCALE = 0.5
UNFIT = 3
TOO_MUCH = "The file takes too much memory or time to be read. Print it to PDF and upload that."
NOT_BOUND = "The file cannot be bound in: something in it is wrong. Print it to PDF and upload that."


def inspect(data: bytes) -> int:
    """The number of pages of an uploaded PDF. Raises Unfit for what cannot be bound into a pack."""
    binding.require_size(data)
    try:
        done = subprocess.run(  # noqa: S603  (our own program, and nothing of anybody's in the line)
            [sys.executable, "-m", __name__], cwd=ROOT, input=data, capture_output=True, timeout=2 * SECONDS
        )
    except subprocess.TimeoutExpired:
        raise binding.Unfit(TOO_MUCH) from None
    if done.returncode == UNFIT:
        raise binding.Unfit(done.stdout.decode())
    if done.returncode:
        raise binding.Unfit(TOO_MUCH)
    return int(done.stdout)


def main():
    """Try the file that is sent, within bounds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        said, code = str(_tried(sys.stdin.buffer.read())), 0
    except binding.Unfit as problem:
        said, code = str(problem), UNFIT
    except MemoryError:
        said, code = TOO_MUCH, UNFIT
    except Exception:
        said, code = NOT_BOUND, UNFIT
    sys.stdout.buffer.write(said.encode())
    sys.stdout.flush()
    sys.exit(code)


def _tried(data):
    pages = binding.inspect(data)
    out = binding.Pdf.new()
    parent = out.make_indirect(binding.Dictionary())
    bound = binding.bound(out, "", data, parent=parent, first_mark=0)
    out.Root.StructTreeRoot = bound.element
    written = io.BytesIO()
    out.save(written)
    _draw(written.getvalue(), pages)
    return pages


def _draw(data, pages):
    import pypdfium2  # noqa: PLC0415  (a file that is refused before needs no pictures)

    document = pypdfium2.PdfDocument(data)
    for number in range(pages):
        document[number].render(scale=SCALE)


if __name__ == "__main__":
    main()
