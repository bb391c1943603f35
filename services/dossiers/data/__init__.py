"""Dated data that the law fixes, each value with its source; read by `services.dossiers.rules`."""
