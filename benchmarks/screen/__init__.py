"""How fast the link chart is in a real Chromium, beside dash-cytoscape on the same part of the same case."""
