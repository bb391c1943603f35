"""What every table of dossiers is made with."""

import sqlalchemy as sa

metadata = sa.MetaData()

moment = sa.TIMESTAMP(timezone=True)


def text(name: str) -> sa.Column[str]:
    """A text that is never NULL."""
    return sa.Column(name, sa.Text, nullable=False, server_default="")
