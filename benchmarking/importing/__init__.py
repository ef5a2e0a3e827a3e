"""Published files into observations: opened safely, read by one of four readers, kept in one transaction."""
