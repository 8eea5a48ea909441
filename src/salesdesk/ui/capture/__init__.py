"""Capture: ten seconds a visitor."""
