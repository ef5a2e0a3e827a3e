"""What the pages about the world's figures print: rows and charts, built from what may be shown."""
