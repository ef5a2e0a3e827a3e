"""The arithmetic of our own figures: pure, Decimal, no clock, no database, no Django."""
