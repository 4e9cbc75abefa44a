"""What leaves the case: disclosure profiles, exchange formats, packages with manifest, and their check."""

from __future__ import annotations

from jejak.evidence.disclosure import Disclosure, ShownEdge, ShownNode, disclose
from jejak.evidence.exporter import Exporter, Heading
from jejak.evidence.exports import EXPORTERS
from jejak.evidence.package import Package, PackageContext, write_package
from jejak.evidence.profiles import L0, L2, PROFILES, Profile, profile
from jejak.evidence.verify import Evidence, Fault, verify_package, who_says

__all__ = [
    "EXPORTERS",
    "L0",
    "L2",
    "PROFILES",
    "Disclosure",
    "Evidence",
    "Exporter",
    "Fault",
    "Heading",
    "Package",
    "PackageContext",
    "Profile",
    "ShownEdge",
    "ShownNode",
    "disclose",
    "profile",
    "verify_package",
    "who_says",
    "write_package",
]
