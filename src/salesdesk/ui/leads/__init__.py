"""Leads: the list, and one lead beside it."""
