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
    "leiden_communities": "communities",
    "leiden_partitions": "communities",
    "label_propagation_communities": "communities",
    "asyn_lpa_communities": "communities",
    "fast_label_propagation_communities": "communities",
    "modularity": "communities",
    "pagerank": "link_analysis",
    "core_number": "core",
    "articulation_points": "biconnected",
    "bridges": "biconnected",
    "has_bridges": "biconnected",
    "is_biconnected": "biconnected",
    "biconnected_components": "biconnected",
    "biconnected_component_edges": "biconnected",
    "triangles": "clustering",
    "clustering": "clustering",
    "average_clustering": "clustering",
    "transitivity": "clustering",
    "constraint": "structural_holes",
    "effective_size": "structural_holes",
    "adamic_adar_index": "link_prediction",
    "jaccard_coefficient": "link_prediction",
    "resource_allocation_index": "link_prediction",
}

#: What a user should know of a function's answer, for NetworkX's own documentation.
NOTES: Final[dict[str, str]] = {
    "leiden_communities": "Refinement takes the best join instead of drawing one; passes end when one raises "
    "modularity by no more than 1e-5; every community is connected. Negative weights and resolutions are not answered.",
    "leiden_partitions": "One partition for each step (move, refine, shrink) that raises modularity.",
    "asyn_lpa_communities": "Another random stream than NetworkX's: a seed gives other, equally valid communities.",
    "fast_label_propagation_communities": "Another random stream than NetworkX's: a seed gives other, equally valid "
    "communities.",
    "pagerank": (
        "Stops when the changes of all ranks add up to less than tol (NetworkX: less than N * tol, which loosens as "
        "the graph grows), so it may take more steps; no call that NetworkX answers fails for that."
    ),
    "effective_size": (
        "For all nodes of a weighted or directed graph the tie of v to w is divided by v's greatest, as defined and as "
        "NetworkX does for chosen nodes; NetworkX 3.6.1 with a SciPy of one-dimensional sparse arrays divides by w's."
    ),
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
