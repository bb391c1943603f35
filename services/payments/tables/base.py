"""What all tables of payments share."""

import sqlalchemy as sa

metadata = sa.MetaData()

moment = sa.TIMESTAMP(timezone=True)
