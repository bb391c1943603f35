"""Dated facts that accounts works by: codes of places of birth registration, limits, and passwords that are too common."""
