"""A pack's stored files: what each is called, whether it is what was stored, and all of them as one zip."""

import hashlib
import io
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from performance.models import Form, Stage

SUMS = "SHA256SUMS"
# As far back as a zip can say: the time of day would make other bytes of the same files.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
# A spreadsheet program would open one table of several: the tables come as a zip of their own.
_ENDINGS = {Form.CSV: "-csv.zip"}


def stem(pack, stage, copy):
    """What all files of a copy are called: "adults-and-communities-2021-01-18-public"."""
    parts = [pack.scorecard.slug, pack.meeting_on.isoformat()]
    if pack.supplement_number:
        parts.append(f"supplement-{pack.supplement_number}")
    parts.append(copy)
    if stage == Stage.DRAFT:
        parts.append("draft")
    return "-".join(parts)


def name_of(pack, file):
    """What one file is called where somebody keeps it."""
    return stem(pack, file.stage, file.copy) + _ENDINGS.get(file.form, f".{file.form}")


def found_hash(file):
    """The SHA-256 of a file's bytes as they are now."""
    return hashlib.sha256(bytes(file.data)).hexdigest()


def zipped(pack, files):
    """Files with a list of their hashes that `sha256sum --check` reads; the same files make the same bytes.

    Nothing is packed closer: PDF and spreadsheets are as small as they get, and how zlib packs depends on
    its version.
    """
    named = sorted((name_of(pack, file), file) for file in files)
    sums = "".join(f"{file.sha256}  {name}\n" for name, file in named)
    kept = io.BytesIO()
    with ZipFile(kept, "w", ZIP_STORED) as archive:
        for name, data in [(name, bytes(file.data)) for name, file in named] + [(SUMS, sums.encode())]:
            archive.writestr(ZipInfo(name, _LONG_AGO), data)
    return kept.getvalue()
