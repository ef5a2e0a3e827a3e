"""A real council's published figures, to see the product with: data files, their loading, and the cycle."""
