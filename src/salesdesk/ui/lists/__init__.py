"""Lists of records that grow as she scrolls."""
