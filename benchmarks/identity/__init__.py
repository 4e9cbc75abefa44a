"""Compares our identity matching with three linkage packages on the same records: ``make bench-identity``."""
