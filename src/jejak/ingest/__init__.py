"""Ingest: a file and a mapping in, claims and rejects out.

Invariant: every record that was read is in the claims or among the rejects, and the counts say so.
"""
