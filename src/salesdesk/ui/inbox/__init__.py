"""The inbox: two values for one field, refused changes, and records that came back."""
