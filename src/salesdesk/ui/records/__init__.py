"""A list and its detail side by side."""
