"""Nothing is sealed here."""

from chassis.resealing import SealedColumn

COLUMNS: tuple[SealedColumn, ...] = ()
