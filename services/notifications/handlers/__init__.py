"""What notifications do on a call, an event or a timer."""
