"""Uploaded PDFs, whose pages a section binds into its pack."""

import hashlib
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from performance.models import PackAttachment
from performance.packs import planning, plans
from performance.packs.press import binding, trial
from performance.refusals import NotComplete

LARGEST_FILE = binding.MOST_BYTES
# All of them are in memory while a pack is joined.
MOST_FILES = 20


def attach(*, section, was, name, data, by, now=None, **planned):
    """Give a section the PDF whose pages follow its heading, in the place of the one that it had.

    `planned` is what else its form held, as `planning.change_section` takes it: it is kept with the file or
    not at all. The file is tried first, which may take a while: nothing is held meanwhile.
    """
    now, pages = now or timezone.now(), _pages_of(data)
    with transaction.atomic():
        section = planning.change_section(section=section, was=was, by=by, now=now, **planned)
        return _keep_file(section, name, data, pages, by, now)


def _keep_file(section, name, data, pages, by, now):
    pack = plans.draft(section.pack, by)
    fingerprint = hashlib.sha256(data).hexdigest()
    kept, _ = PackAttachment.objects.get_or_create(
        pack=pack,
        sha256=fingerprint,
        defaults={
            "name": PurePath(name.replace("\\", "/")).name[:200],
            "data": data,
            "pages": pages,
            "uploaded_by": by,
            "uploaded_at": now,
        },
    )
    before = section.attachment
    if before == kept:
        return section
    section.attachment = kept
    section.save(update_fields=["attachment"])
    plans.drop_loose_files(pack)
    if pack.attachments.count() > MOST_FILES:
        raise NotComplete(
            {"file": f"A pack binds in at most {MOST_FILES} files. Put several of them into one PDF."}
        )
    file = f"{plans.called(section)}: file"
    said = {file: kept.name, "SHA-256": fingerprint, "pages": pages}
    plans.changed(pack, by, now, "file uploaded", before={file: before.name} if before else {}, after=said)
    return section


def _pages_of(data):
    try:
        return trial.inspect(data)
    except ValueError as problem:
        raise NotComplete({"file": str(problem)}) from None
