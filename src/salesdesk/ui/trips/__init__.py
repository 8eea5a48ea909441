"""Trips: the list, and beside it one trip with its budget, expenses and itinerary."""
