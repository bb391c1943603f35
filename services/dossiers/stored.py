"""Where dossiers name objects of the store (`chassis.orphans`)."""

from typing import Final

from chassis.orphans import Naming
from services.dossiers.tables import files, mandates, uploads

NAMED: Final = (
    # Also of a file that was removed: its row stays, as the history names it.
    Naming(files.c.object_key, files.c.reused == ""),
    Naming(files.c.object_key, files.c.reused != ""),
    Naming(mandates.c.object_key, mandates.c.object_key != ""),
    # A file that came whole and is about to be taken in; before that it is a part, and no object.
    Naming(uploads.c.part_key, uploads.c.state == "receiving", kept=False),
)
