"""The rules of messages and of the feed, in plain Python: no I/O, no clock of its own."""
