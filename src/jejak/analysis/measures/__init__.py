"""One module for each analysis; a new file with an ``ANALYSIS`` is all that a new analysis needs."""
