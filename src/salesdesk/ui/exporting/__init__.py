"""Writing files: what a list shows, in the format that she asks for."""
