"""Dated facts of the catalogue: procedures, fields, life events, agencies, offers, level schemes, words for search."""
