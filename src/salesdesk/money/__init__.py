"""Amounts, currencies and dated exchange rates."""
