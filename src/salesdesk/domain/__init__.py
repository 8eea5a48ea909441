"""The records and the rules of the trade, pure: no Qt, no SQL, no network."""
