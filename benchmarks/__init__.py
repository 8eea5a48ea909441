"""The desk against its goals, each beside a floor that was measured in the same run."""
