"""What became of a record, step by step."""
