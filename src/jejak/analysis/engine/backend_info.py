"""What the engine offers to NetworkX, as data: this module is read while NetworkX is imported, so it imports nothing.

A function is found by its NetworkX name: ``FUNCTIONS`` says in which module of ``functions/`` it stands, and where its
answer may differ from NetworkX's.
"""

from __future__ import annotations

from typing import Final

#: Name in NetworkX → module of ``functions/``.
FUNCTIONS: Final[dict[str, str]] = {
    "all_pairs_shortest_path_length": "distances",
    "betweenness_centrality": "betweenness",
    "closeness_centrality": "closeness",
    "connected_components": "components",
    "edge_betweenness_centrality": "betweenness",
    "diameter": "eccentricity",
    "eccentricity": "eccentricity",
    "harmonic_centrality": "closeness",
    "radius": "eccentricity",
    "single_source_shortest_path_length": "distances",
    "single_target_shortest_path_length": "distances",
    "is_connected": "components",
    "number_connected_components": "components",
    "node_connected_component": "components",
    "weakly_connected_components": "components",
    "number_weakly_connected_components": "components",
    "is_weakly_connected": "components",
    "strongly_connected_components": "components",
    "number_strongly_connected_components": "components",
    "is_strongly_connected": "components",
}

#: What a user should know of a function's answer, for NetworkX's own documentation.
NOTES: Final[dict[str, str]] = {
    "harmonic_centrality": "Nodes stand in the order of the graph; NetworkX's order is that of a set.",
}


def get_info() -> dict[str, object]:
    """Describe the backend in the form that NetworkX reads."""
    return {
        "backend_name": "jejak",
        "project": "jejak",
        "package": "jejak",
        "short_summary": "Compressed adjacency and compiled loops for investigation graphs.",
        "functions": {name: {"additional_docs": NOTES.get(name, "")} for name in FUNCTIONS},
    }
