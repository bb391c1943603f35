"""The rules of the catalogue, in plain Python."""
