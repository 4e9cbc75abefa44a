"""One module for each peer; it runs inside the peers' environment and imports nothing of Jejak."""
