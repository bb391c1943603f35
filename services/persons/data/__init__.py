"""What is held to be possible, dated, with its source."""
