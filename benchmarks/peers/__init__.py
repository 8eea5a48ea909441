"""Others' sync beside ours. What stands in `anki_notes.py` runs where Anki is, and never in our own environment."""
