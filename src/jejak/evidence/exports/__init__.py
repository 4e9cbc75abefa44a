"""Exchange formats, found by looking: one module of this folder declares one ``EXPORTER``, nothing else lists them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType

from jejak.evidence.exporter import Exporter


def _collect() -> Mapping[str, Exporter]:
    found: dict[str, Exporter] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        exporter: Exporter = importlib.import_module(f"{__name__}.{module.name}").EXPORTER
        found[exporter.name] = exporter
    return MappingProxyType(found)


EXPORTERS = _collect()
