"""Queries and writes of notifications, by subject; each runs in the transaction it is given."""
