"""Pages about published figures: where the council stands among others."""
