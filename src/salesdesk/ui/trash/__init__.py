"""The trash: what was deleted, and the way back."""
