"""What all tables of notifications share."""

import sqlalchemy as sa

metadata = sa.MetaData()

moment = sa.TIMESTAMP(timezone=True)
