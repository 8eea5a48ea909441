"""The central server: one company's rows, who may see them, and the door for its laptops."""
