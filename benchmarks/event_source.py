"""A service that only publishes what is in the outbox of dossiers, by the real relay; for `event_handover`."""

from chassis.service import Database


class Source:
    """Under the name of dossiers, with a database like theirs."""

    name = "dossiers"

    storage = Database()
