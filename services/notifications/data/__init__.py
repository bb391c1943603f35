"""Dated data of notifications: matters, words, delays, and the sandbox's magic numbers."""
