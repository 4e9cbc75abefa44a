"""Compiled loops over adjacency arrays: arrays in, arrays out; no Python object is touched inside."""
