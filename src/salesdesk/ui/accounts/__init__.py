"""Accounts: each with its people, leads and activities."""
