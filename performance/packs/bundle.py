"""A pack's stored files: what each is called, whether it is what was stored, and all of them as one zip."""

import hashlib

from performance.models import Form, Stage
from performance.packs import sheets

SUMS = "SHA256SUMS"
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
    """Files and the list of their hashes for `sha256sum --check`; the same files make the same bytes."""
    named = {name_of(pack, file): file for file in files}
    sums = "".join(f"{named[name].sha256}  {name}\n" for name in sorted(named))
    data = {name: bytes(file.data) for name, file in named.items()}
    return sheets.zipped(data | {SUMS: sums.encode()})
