"""What all tables of accounts are made with."""

import sqlalchemy as sa

metadata = sa.MetaData()

moment = sa.TIMESTAMP(timezone=True)
