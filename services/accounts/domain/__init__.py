"""The rules of accounts, in plain Python; time and randomness come in as arguments."""
