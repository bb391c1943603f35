"""Messages to people, and the feed of events that agencies follow."""
