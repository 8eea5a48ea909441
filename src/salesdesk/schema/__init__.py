"""Tables derived from the records, for laptop and server alike."""
