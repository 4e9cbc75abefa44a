"""What is asked of every engine, as data. Needs Python alone, for it is read inside the peers' environment too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

#: How an answer is compared: number by number, as a whole, as a partition, by its modularity, or not at all.
Comparison = Literal["numbers", "same", "parts", "modularity", "none"]
BUILD: Final = "build"


@dataclass(frozen=True, slots=True)
class Row:
    """One question.

    Attributes:
        key: Its name on the command line.
        title: Its name in the tables.
        group: Rows of one group share a process and its graph.
        sizes: Graphs of which it is asked.
        comparison: How answers are compared.
    """

    key: str
    title: str
    group: str
    sizes: str
    comparison: Comparison


ROWS: Final = (
    Row(BUILD, "build from int arrays", "structure", "abcd", "none"),
    Row("components", "components", "structure", "abcd", "parts"),
    Row("pagerank", "PageRank", "structure", "abcd", "numbers"),
    Row("cores", "core numbers", "structure", "abcd", "numbers"),
    Row("points", "articulation points", "structure", "abcd", "same"),
    Row("bridges", "bridges", "structure", "abcd", "same"),
    Row("strong", "strong components (directed)", "directed", "abcd", "parts"),
    Row("triangles", "triangles of each node", "triads", "abcd", "numbers"),
    Row("clustering", "clustering", "triads", "abcd", "numbers"),
    Row("constraint", "constraint", "triads", "abcd", "numbers"),
    Row("betweenness", "betweenness, exact", "paths", "ab", "numbers"),
    Row("betweenness256", "betweenness, 256 sources", "paths", "b", "numbers"),
    Row("betweenness64", "betweenness, 64 sources", "paths", "cd", "numbers"),
    Row("edge_betweenness", "edge betweenness, exact", "paths", "a", "numbers"),
    Row("closeness", "closeness of all nodes", "paths", "ab", "numbers"),
    Row("harmonic256", "harmonic centrality of 256 nodes", "paths", "c", "numbers"),
    Row("leiden", "Leiden, resolution 1", "communities", "abcd", "modularity"),
    Row("propagation", "label propagation", "communities", "abcd", "modularity"),
    Row("adamic_adar", "Adamic–Adar, best 100 of all pairs at distance 2", "links", "abcd", "numbers"),
    Row("removal", "removal curve, hubs first, to the last node", "removal", "abcd", "numbers"),
    Row("arrival", "earliest arrival, sort included", "time", "abcd", "none"),
)
BY_KEY: Final = {row.key: row for row in ROWS}


def in_groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows of each group, in order."""
    return (list(group) for _, group in groupby(rows, key=lambda row: row.group))
