"""The documentation held against the code: commands, options, mappings, analyses, types, make targets, pages."""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar

import click
import pytest
import typer

from jejak.analysis.registry import ANALYSES
from jejak.evidence import EXPORTERS
from jejak.evidence.profiles import PROFILES
from jejak.ingest.mapping import load_mapping
from jejak.ingest.readers import READERS
from jejak.schemas.world import load_world
from jejak.ui.cli import EXIT_CODES, INTERRUPTED, app

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
TEXTS = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
COMMANDS: dict[str, click.Command] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
LARGEST_PICTURE = 400_000


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def section(text: str, title: str) -> str:
    """What stands under a heading up to the next one of the same or a higher level."""
    found = re.search(rf"^(#+) {re.escape(title)}$(.*?)(?=^#{{1,3}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no section {title}"
    return found[2]


def command_lines() -> list[tuple[str, list[str]]]:
    """Every `jejak …` line in the shell blocks of all pages, as words."""
    lines = [
        (path.name, line)
        for path in TEXTS
        for block in blocks(read(path), "sh")
        for line in block.replace("\\\n", " ").splitlines()
    ]
    return [(page, shlex.split(line, comments=True)) for page, line in lines if line.startswith("jejak ")]


# Commands


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_documented_with_all_its_options_and_an_example(name: str) -> None:
    told = section(read(DOCS / "commands.md"), name)
    options = [option for p in COMMANDS[name].params for option in (*p.opts, *p.secondary_opts) if option[0] == "-"]
    assert [option for option in options if f"`{option}`" not in told] == []
    assert any(line.startswith(f"jejak {name}") for block in blocks(told, "sh") for line in block.splitlines())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(name: str) -> None:
    assert f"Example: `jejak {name}" in (COMMANDS[name].help or "")


def test_commands_that_are_gone_are_not_documented() -> None:
    told = set(re.findall(r"^### (\S+)$", read(DOCS / "commands.md"), re.MULTILINE))
    assert told == set(COMMANDS)


def test_documented_options_exist() -> None:
    page = read(DOCS / "commands.md")
    for name, command in COMMANDS.items():
        rows = [line.split("|")[1] for line in section(page, name).splitlines() if line.startswith("| `-")]
        told = {option for row in rows for option in re.findall(r"`(-[^`]+)`", row)}
        assert told <= {option for p in command.params for option in (*p.opts, *p.secondary_opts)}, name


def test_commands_in_all_pages_can_be_parsed() -> None:
    lines = command_lines()
    assert len(lines) > 30
    for page, words in lines:
        assert words[1] in COMMANDS, (page, words)
        COMMANDS[words[1]].make_context(words[1], words[2:])  # fails on unknown options and missing arguments


def test_exit_codes_are_documented() -> None:
    told = set(re.findall(r"^\| (\d+) \|", section(read(DOCS / "commands.md"), "Exit codes"), re.MULTILINE))
    assert told == {str(code) for code in {0, 1, 2, *EXIT_CODES.values(), INTERRUPTED}}


def test_make_targets_in_all_pages_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    pages = [*TEXTS, ROOT / "CONTRIBUTING.md"]
    named = {target for path in pages for target in re.findall(r"(?:^|`)make ([a-z0-9-]+)", read(path), re.MULTILINE)}
    assert {"demo", "test", "demo-neo4j", "bundle"} <= named
    assert named <= targets


# Declarations


def test_every_mapping_in_the_pages_loads(tmp_path: Path) -> None:
    mappings = [block for block in blocks(read(DOCS / "mapping.md"), "yaml") if block.startswith("mapping:")]
    assert len(mappings) >= 4
    for number, text in enumerate(mappings):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text, encoding="utf-8")
        load_mapping(path, load_world())


def test_every_reader_exporter_and_profile_is_documented() -> None:
    assert [name for name in READERS if f"`{name}`" not in read(DOCS / "mapping.md")] == []
    exports = read(DOCS / "exports.md")
    assert [name for name in EXPORTERS if f"| `{name}` |" not in exports] == []
    assert [code for code in PROFILES if code not in section(exports, "Profiles")] == []


@pytest.mark.parametrize("name", sorted(ANALYSES))
def test_every_analysis_is_documented_with_all_its_parameters(name: str) -> None:
    page = read(DOCS / "analyses-reference.md")
    told = section(page, name) + section(page, "All analyses")
    assert [f.name for f in fields(ANALYSES[name].parameters) if f"`{f.name}`" not in told] == []
    assert section(read(DOCS / "analyses.md"), name)


@pytest.mark.parametrize("tool", ["type_reference.py", "analysis_reference.py"])
def test_pages_that_are_made_from_declarations_are_up_to_date(tool: str) -> None:
    command = [sys.executable, str(ROOT / "tools" / tool), "--check"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    stale = subprocess.run(command, check=False, env=env).returncode
    assert stale == 0, f"run tools/{tool}"


# Pages


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


class Loads(HTMLParser):
    """Collects what a page loads without anybody clicking."""

    LOADING: ClassVar = {"script", "img", "iframe", "source", "audio", "video", "embed", "object", "input"}
    RELATIONS: ClassVar = {"stylesheet", "icon", "preload", "preconnect", "dns-prefetch", "modulepreload", "prefetch"}

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in self.LOADING:
            self.found += [known.get(key) or "" for key in ("src", "srcset", "data", "poster")]
        if tag == "link" and self.RELATIONS & set((known.get("rel") or "").split()):
            self.found.append(known.get("href") or "")


def test_pages_name_nothing_outside(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        parser = Loads()
        parser.feed(read(page))
        assert parser.found
        assert [url for url in parser.found if re.match(r"(?:[a-z]+:)?//", url)] == [], page.name
    for sheet in site.rglob("*.css"):
        assert re.search(r"(?:url\(\s*[\"']?|@import\s+[\"'])(?:https?:)?//", read(sheet)) is None, sheet.name


VISIT = """
import json, sys
from playwright.sync_api import sync_playwright
browser_path, base, *pages = sys.argv[1:]
asked = []
with sync_playwright() as play:
    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    browser = play.chromium.launch(executable_path=browser_path, args=switches)
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    for name in pages:
        page.goto(base + name, wait_until="networkidle")
    page.keyboard.press("/")
    page.keyboard.type("syndicate", delay=20)
    page.wait_for_selector(".md-search-result__item")
    browser.close()
print(json.dumps(asked))
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the test's output clean."""


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_a_browser_asks_nobody_else_while_reading_and_searching(address: str) -> None:
    browser = os.environ.get("JEJAK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert browser, "install Chromium, or name one in JEJAK_CHROMIUM"
    command = [sys.executable, "-c", VISIT, browser, address, "index.html", "commands.html", "screen.html"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    asked = json.loads(done.stdout)
    assert [url for url in asked if url.startswith(address)]
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_pictures_are_there_and_light() -> None:
    pictures = sorted((DOCS / "images").glob("*.png"))
    assert {"chart.png", "syndicates.png"} <= {path.name for path in pictures}
    assert [path.name for path in pictures if path.stat().st_size > LARGEST_PICTURE] == []


def test_links_of_the_readme_lead_to_files() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", read(ROOT / "README.md"))
    assert len(targets) > 10
    assert [target for target in targets if not (ROOT / target).is_file()] == []
