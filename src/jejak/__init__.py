"""Jejak: trafficking networks from case files, as one sourced graph."""

__version__ = "0.1.0"
