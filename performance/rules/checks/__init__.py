"""Checks of a figure at entry: pure, named, each with a severity and a sentence. See `docs/checks.md`."""
