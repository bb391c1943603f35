"""The rules of dossiers in plain Python: no I/O; time, ids and dated data come in as arguments."""
