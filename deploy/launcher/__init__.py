"""The parts of ``./motcua``. Only the standard library is imported here: these run before ``.venv`` exists."""
