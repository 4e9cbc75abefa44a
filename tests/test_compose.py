"""No engine runs here, so the compose file and the Dockerfile are parsed and held to what we promise about them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"[a-z0-9./-]+:\d+\.\d+\.\d+[a-z0-9.-]*(@sha256:[0-9a-f]{64})?")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile() -> list[list[str]]:
    """Instructions as words, continued lines joined, comments left out."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def settings(compose: dict[str, Any]) -> dict[str, str]:
    """Neo4j's settings as the image reads them from its environment: ``__`` is ``_`` and ``_`` is a dot."""
    names = compose["services"]["neo4j"]["environment"].items()
    return {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_"): value
        for name, value in names
        if name != "NEO4J_AUTH"
    }


def test_the_two_services_and_pinned_images(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"neo4j", "jejak"}
    assert compose["services"]["neo4j"]["image"].startswith("neo4j:5.26.29-community")
    for service in compose["services"].values():
        assert PINNED.fullmatch(service["image"])


def test_there_is_no_default_password(compose: dict[str, Any]) -> None:
    needed = r"\$\{NEO4J_PASSWORD:\?[^}]+\}"
    services = compose["services"]
    assert re.fullmatch(f"neo4j/{needed}", services["neo4j"]["environment"]["NEO4J_AUTH"])
    assert re.fullmatch(needed, services["jejak"]["environment"]["JEJAK_NEO4J_PASSWORD"])
    assert "NEO4J_PASSWORD:-" not in (ROOT / "docker-compose.yml").read_text()


def test_nothing_is_reported_or_loaded_from_files(compose: dict[str, Any]) -> None:
    found = settings(compose)
    for name in (
        "dbms.usage_report.enabled", "client.allow_telemetry", "server.bolt.telemetry.enabled",
        "dbms.security.allow_csv_import_from_file_urls",
    ):  # fmt: skip
        assert found[name] == "false", name


@pytest.mark.neo4j
def test_a_real_server_knows_all_settings(compose: dict[str, Any], neo4j_server: Any) -> None:
    """A setting with a spelling fault would be ignored or stop the container; the server lists those it knows."""
    from neo4j import GraphDatabase  # noqa: PLC0415

    with GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as driver:
        known = {record["name"] for record in driver.execute_query("SHOW SETTINGS YIELD name").records}
    assert set(settings(compose)) <= known


def test_neo4j_is_reachable_by_jejak_alone(compose: dict[str, Any]) -> None:
    neo4j, jejak = compose["services"]["neo4j"], compose["services"]["jejak"]
    assert "ports" not in neo4j
    assert neo4j["networks"] == ["graph"]
    assert compose["networks"]["graph"]["internal"] is True
    assert "graph" in jejak["networks"]
    assert "network_mode" not in neo4j


def test_the_screen_is_published_on_loopback_only(compose: dict[str, Any]) -> None:
    published = compose["services"]["jejak"]["ports"]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_health_checks_and_their_order(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert compose["services"]["jejak"]["depends_on"]["neo4j"]["condition"] == "service_healthy"


def test_data_lies_in_named_volumes(compose: dict[str, Any]) -> None:
    for service, inside in (("neo4j", "/data"), ("jejak", "/cases")):
        mounts = dict(reversed(mount.split(":")) for mount in compose["services"][service]["volumes"])
        assert mounts[inside] in compose["volumes"]


def test_no_container_gains_rights(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert "no-new-privileges:true" in service["security_opt"]
        assert "privileged" not in service
    assert compose["services"]["jejak"]["cap_drop"] == ["ALL"]


def test_image_is_pinned_hashed_and_runs_without_rights(dockerfile: list[list[str]]) -> None:
    images = [words[1] for words in dockerfile if words[0] == "FROM"]
    assert images
    assert all(PINNED.fullmatch(image) for image in images)
    installs = [" ".join(words) for words in dockerfile if "install" in words and "/opt/jejak/bin/pip" in words]
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    last = max(number for number, words in enumerate(dockerfile) if words[0] == "FROM")
    users = [words[1] for words in dockerfile[last:] if words[0] == "USER"]
    assert users
    assert users[-1] not in {"root", "0"}
    assert any(words[0] == "HEALTHCHECK" for words in dockerfile[last:])


def test_every_copied_file_is_one_of_ours(dockerfile: list[list[str]]) -> None:
    for words in dockerfile:
        if words[0] == "COPY" and not words[1].startswith("--from"):
            assert not {word for word in words[1:-1] if word in {".", "./", "*"}}
