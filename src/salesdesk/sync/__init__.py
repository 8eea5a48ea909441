"""The laptop's side of the sync: what to send, what to fetch, and what went wrong."""
