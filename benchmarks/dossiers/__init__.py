"""Dossiers by the million: how fast lists, filing, figures and the watch are, and that they stay so."""
