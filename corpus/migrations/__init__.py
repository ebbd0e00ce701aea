"""Alembic migrations of the product's database, run by `corpus.database.migrate`."""
