"""How Một Cửa is set up and run: the launcher, the definitions of broker and databases, the demonstration."""
