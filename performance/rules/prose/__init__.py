"""What prose claims against what the tables beside it bear out. Pure: no Django, no clock, no database."""
