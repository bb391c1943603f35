"""The sandbox's stand-in for the national portal: the same calls over HTTP, and its faults on demand."""
