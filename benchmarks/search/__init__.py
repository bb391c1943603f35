"""How well and how fast procedures are found: see README.md beside this directory."""
