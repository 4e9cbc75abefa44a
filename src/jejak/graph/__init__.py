"""Claims to one graph: ledger, resolution, protection, snapshot and stores."""
