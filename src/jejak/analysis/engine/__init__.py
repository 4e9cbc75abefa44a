"""Compressed graphs and compiled kernels that answer NetworkX functions through NetworkX's own dispatch.

This package imports nothing here: NetworkX reads ``backend_info`` while it is being imported itself.
"""
