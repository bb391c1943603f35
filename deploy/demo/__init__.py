"""The demonstration: one whole dossier through the public HTTP API."""
