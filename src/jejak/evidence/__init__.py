"""What leaves the case: disclosure profiles, exchange formats, packages with manifest, and their check."""

from __future__ import annotations

from jejak.evidence.chart import Boxed, Chart, Closed, Line, Measure, NamedView, Part, Place, Pointer, Remark
from jejak.evidence.disclosure import Disclosure, disclose
from jejak.evidence.exporter import Exporter, Heading
from jejak.evidence.exports import EXPORTERS
from jejak.evidence.package import Package, PackageContext, write_package
from jejak.evidence.profiles import L0, L2, PROFILES, Profile, profile
from jejak.evidence.reveal import Opened, Opening
from jejak.evidence.shown import ShownEdge, ShownNode
from jejak.evidence.summary import Revealed, Summary, summary_of
from jejak.evidence.verify import Evidence, Fault, verify_package, who_says

__all__ = [
    "EXPORTERS",
    "L0",
    "L2",
    "PROFILES",
    "Boxed",
    "Chart",
    "Closed",
    "Disclosure",
    "Evidence",
    "Exporter",
    "Fault",
    "Heading",
    "Line",
    "Measure",
    "NamedView",
    "Opened",
    "Opening",
    "Package",
    "PackageContext",
    "Part",
    "Place",
    "Pointer",
    "Profile",
    "Remark",
    "Revealed",
    "ShownEdge",
    "ShownNode",
    "Summary",
    "disclose",
    "profile",
    "summary_of",
    "verify_package",
    "who_says",
    "write_package",
]
