"""Sections whose tables the content keeps once for all of it: they only say where they are printed."""


def build(reading, section):
    """Nothing of its own."""
    return {}
