"""The parts that every screen is made of, one class in a file by its name."""
