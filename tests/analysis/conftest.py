"""The tiny case of the analysis tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_PATH = Path(__file__).with_name("tiny_case.py")


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    """The module that builds small real snapshots (tests are no package, so it is loaded by its path)."""
    name = "jejak_tests_tiny_case"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, _PATH)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
