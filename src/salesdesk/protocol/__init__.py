"""What travels between laptop and server, and how it is merged: pure, and the same on both ends."""
