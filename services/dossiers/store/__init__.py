"""Queries and writes of dossiers: `rows` (the dossier itself), `contents` (what it holds), `known` (projections)."""
