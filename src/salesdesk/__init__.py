"""SalesDesk: the desk of a travelling international sales manager."""

__version__ = "0.1.0"
