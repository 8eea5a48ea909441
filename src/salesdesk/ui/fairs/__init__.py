"""Fairs: each with its leads."""
