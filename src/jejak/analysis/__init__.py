"""Graph to findings: named, versioned analyses of a snapshot; no file, no database, no screen.

NetworkX reads the engine's `backend_info` through this package while it is being imported, so nothing is imported here.
"""
