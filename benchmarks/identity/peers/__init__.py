"""One script for each peer; it runs inside that peer's own environment and imports nothing of Jejak."""
