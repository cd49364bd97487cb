"""The explorer: one HTML file in which a pathway is walked, asked and shown, offline."""
