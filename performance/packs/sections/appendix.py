"""An uploaded PDF whose pages follow the section's heading."""

from performance.packs import blocks


def build(reading, section):
    """The file as it was uploaded; None where nobody has uploaded one."""
    return {"blocks": [blocks.bound_in(section.attachment)]} if section.attachment else None
