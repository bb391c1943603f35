"""The whole system, driven through its public face."""
