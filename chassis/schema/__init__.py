"""The chassis' own migrations: an Alembic branch that every service's database carries beside the service's own."""
