"""Builders of a pack's sections: from what a reading knows to plain blocks."""
