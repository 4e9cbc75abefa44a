"""How fast the analysis engine is beside other packages: one row for each question, one process for each group."""
