"""The policies of all services against what is promised in ``expected/``, caller by caller, and against mutants."""
