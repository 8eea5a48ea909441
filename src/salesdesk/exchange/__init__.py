"""Import and export: tables of other programs, and what they call our fields."""
