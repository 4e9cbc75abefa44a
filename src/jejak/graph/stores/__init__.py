"""Graph stores: one contract, answered by the snapshot, by Neo4j and by the optional Cypher extra."""
