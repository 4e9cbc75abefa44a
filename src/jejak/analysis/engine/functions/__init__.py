"""NetworkX functions that the engine answers, by topic; each module offers some under their NetworkX names."""
