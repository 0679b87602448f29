"""The database: SQLite by default, PostGIS by one URL."""
