"""One function for each command, question and event of dossiers."""
