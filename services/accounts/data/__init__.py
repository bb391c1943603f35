"""Dated facts that accounts works by: places of birth registration, limits, passwords that are too common."""
