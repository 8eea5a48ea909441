"""The sync panel: what waits, what goes now, what came, and what is in the way."""
