"""Taking files in: what a file holds is shown and corrected before anything is written."""
