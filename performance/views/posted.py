"""Numbers that a form carried besides what a person typed."""


def number(text, otherwise):
    """A whole number such as a version; `otherwise` where it is missing, broken or absurdly long."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else otherwise


def version(text):
    """The version that a form carried; a missing or broken one matches nothing."""
    return number(text, -1)
