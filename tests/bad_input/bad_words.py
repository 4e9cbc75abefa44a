"""Mappings and command lines that cannot be meant so."""

from __future__ import annotations

from bad_input.bad_files import PICTURE, imported, wrote
from bad_input.desk import MAPPING, BadInput, Desk

MANY_FAULTS = """mapping: many
entities:
  a: {type: persn, key: [from], properties: {colour: from}}
  b: {type: account, properties: {number: to}, wheels: 4}
links:
  - {type: HATES, from: a, to: b}
  - {type: TRANSFERRED, from: a, to: nobody, amount: {column: amount, maps: x}}
"""
ALIASES = "mapping: &a [x, x]\nversion: *a\n"
UNKNOWN = "f" * 32


def clash(desk: Desk) -> None:
    """A mapping that stands where `map` is told to write one."""
    desk.write("taken.yaml", MAPPING)


MAPPINGS = [
    BadInput(
        "missing mapping",
        imported("good.csv", "no/m.yaml"),
        3,
        (r"no/m.yaml: there is no such mapping file", "Check the name"),
    ),
    BadInput(
        "empty mapping",
        imported("good.csv", "e.yaml"),
        3,
        (r"e.yaml: the mapping file is empty", "jejak map"),
        wrote("e.yaml", ""),
    ),
    BadInput(
        "comments only",
        imported("good.csv", "c.yaml"),
        3,
        (r"c.yaml:1:1: here should stand", "jejak map"),
        wrote("c.yaml", "# later\n"),
    ),
    BadInput(
        "binary mapping",
        imported("good.csv", "b.yaml"),
        3,
        (r"b.yaml: the mapping file cannot be read", "UTF-8"),
        wrote("b.yaml", PICTURE),
    ),
    BadInput(
        "mapping is the table", imported("good.csv", "good.csv"), 3, (r"good.csv:1:1: here should stand", "jejak map")
    ),
    BadInput(
        "mapping is a folder", imported("good.csv", "a.case"), 3, (r"a.case: the mapping file cannot be read", "YAML")
    ),
    BadInput(
        "huge mapping",
        imported("good.csv", "h.yaml"),
        3,
        (r"h.yaml: the file is too large", "data file"),
        wrote("h.yaml", "#" * 1_000_001),
    ),
    BadInput(
        "broken YAML",
        imported("good.csv", "y.yaml"),
        3,
        (r"y.yaml:3:1: not valid YAML", "brackets"),
        wrote("y.yaml", "mapping: x\nentities: {a: [\n"),
    ),
    BadInput(
        "YAML bomb",
        imported("good.csv", "l.yaml"),
        3,
        (r"l.yaml:2:10: aliases", "Write the value out"),
        wrote("l.yaml", ALIASES),
    ),
    BadInput(
        "many faults",
        imported("good.csv", "f.yaml"),
        3,
        (
            r"f.yaml: the mapping cannot be used \(5\)",
            r"f.yaml:3:7: no entity type is called 'persn'\n  → Did you mean person",
            r"f.yaml:4:48: the key 'wheels' is not known here",
            r"f.yaml:6:6: no link type is called 'HATES'\n  → `jejak types`",
            r"f.yaml:7:34: no entity is called 'nobody'",
            r"f.yaml:7:71: the key 'maps' is not known here\n  → Did you mean map",
        ),
        wrote("f.yaml", MANY_FAULTS),
        faults=5,
    ),
    BadInput(
        "unknown type",
        imported("good.csv", "t.yaml"),
        3,
        (r"t.yaml:6:\d+: no entity type is called 'acount'", "Did you mean account"),
        wrote("t.yaml", MAPPING.replace("sender: {type: account", "sender: {type: acount")),
    ),
    BadInput(
        "unknown property",
        imported("good.csv", "p.yaml"),
        3,
        (r"p.yaml:7:\d+: no property is called 'numbr'", "Did you mean number"),
        wrote("p.yaml", MAPPING.replace("number: to", "numbr: to")),
    ),
    BadInput(
        "unknown reader",
        imported("good.csv", "r.yaml"),
        3,
        (r"good.csv: unknown format pdf", "csv"),
        wrote("r.yaml", MAPPING.replace("format: csv", "format: pdf")),
    ),
    BadInput(
        "unknown sheet",
        imported("good.csv", "s.yaml"),
        3,
        ("good.csv: the file has no table 'March'", "Its tables: data"),
        wrote("s.yaml", MAPPING.replace("format: csv", "format: csv, table: [March, April]")),
    ),
]

WORDS = [
    BadInput("unknown option", "stats a.case --colour", 2, ("No such option: --colour",)),
    BadInput("missing argument", "import a.case", 2, ("Missing",)),
    BadInput("unknown output format", "stats a.case --format xml", 2, ("--format", "xml", "table", "json")),
    BadInput("search for nothing", "search a.case ' '", 2, ("text", "at least one word")),
    BadInput("limit of nothing", "search a.case x -n 0", 2, ("--limit", "greater than or equal to 1")),
    BadInput("too many steps", f"path a.case {UNKNOWN} {UNKNOWN} --hops 99", 2, ("--hops", "less than or equal to 12")),
    BadInput("half a judgement", f"resolve a.case {UNKNOWN}", 2, ("two ids",)),
    BadInput("map onto a file", "map good.csv -o taken.yaml", 2, ("taken.yaml exists already",), clash),
    BadInput("map a missing file", "map gone.csv", 3, (r"gone.csv: there is no such file", "Check the name")),
    BadInput(
        "map a picture", "map picture.csv", 3, (r"picture.csv: .*binary", "Export it"), wrote("picture.csv", PICTURE)
    ),
    BadInput(
        "map a missing sheet",
        "map good.csv --sheet March",
        3,
        ("good.csv: only workbooks have sheets", "Leave --sheet out"),
    ),
    BadInput(
        "map into a missing folder",
        "map good.csv -o no/m.yaml",
        3,
        ("no/m.yaml: the mapping cannot be written: No such file", "folder exists"),
    ),
    BadInput(
        "unknown language setting",
        "stats a.case",
        3,
        ("xx: there is no such language", "en, id, ms"),
        environment={"JEJAK_LANGUAGE": "xx"},
    ),
    BadInput(
        "unknown log level",
        "stats a.case",
        3,
        ("JEJAK_LOG=LOUD: there is no such log level", "INFO"),
        environment={"JEJAK_LOG": "loud"},
    ),
    BadInput(
        "unknown type in a search",
        "search a.case x --type persn",
        3,
        ("persn: there is no such entity type", "Did you mean person"),
    ),
    BadInput("unknown entity", f"show a.case {UNKNOWN}", 5, (f"{UNKNOWN}: nothing has this id", "jejak search")),
    BadInput("unknown link", f"show a.case {UNKNOWN}:7", 5, (f"{UNKNOWN}:7: nothing has this id", "jejak search")),
    BadInput("no id at all", "show a.case 'Siti'", 5, ("Siti: nothing has this id", "jejak search")),
    BadInput(
        "path from nowhere",
        f"path a.case {UNKNOWN} {UNKNOWN}",
        5,
        (f"{UNKNOWN}: no entity has this id", "jejak search"),
    ),
    BadInput("unknown store", "stats a.case --store oracle", 5, ("oracle: there is no such store", "snapshot, neo4j")),
    BadInput(
        "unknown batch", "reverse a.case ffff0000", 4, ("batch ffff0000: there is no such batch", "jejak batches")
    ),
    BadInput("batch without id", "reverse a.case zz", 4, ("four hex digits", "jejak batches")),
    BadInput("restore what is live", "reverse a.case LIVE --back", 4, ("this one is live", "jejak batches")),
    BadInput(
        "undo what is no judgement",
        "resolve a.case --undo 1",
        4,
        ("event 1: this event is no judgement", "list of judgements"),
    ),
    BadInput(
        "judge nobody",
        f"resolve a.case {UNKNOWN} {'e' * 32} --same --reason x",
        4,
        (f"{UNKNOWN}: there is no entity with this id", "jejak search"),
    ),
    BadInput(
        "nameless analyst",
        "import a.case good.csv -m m.yaml",
        4,
        ("analyst's name", "JEJAK_ANALYST"),
        environment={"JEJAK_ANALYST": "  "},
    ),
    BadInput(
        "analyst of two lines",
        "import a.case good.csv -m m.yaml",
        4,
        ("analyst's name", "JEJAK_ANALYST"),
        environment={"JEJAK_ANALYST": "a\nb"},
    ),
    BadInput(
        "write in a query",
        "query a.case 'MATCH (n) DETACH DELETE n'",
        5,
        ("query: DETACH is not accepted", "reads only"),
    ),
    BadInput(
        "LOAD CSV in a query",
        "query a.case \"LOAD CSV FROM 'file:///etc/passwd' AS r RETURN r\"",
        5,
        ("query: LOAD is not accepted", "reads only"),
    ),
    BadInput("unknown profile", "export a.case out --profile L9", 6, ("L9", "L0")),
    BadInput("unknown export format", "export a.case out --as docx", 6, ("docx", "graphml")),
    BadInput("export onto something", "export a.case a.case", 6, ("a.case: The folder exists already", "new folder")),
    BadInput("export of an unknown id", f"export a.case out --id {UNKNOWN}", 5, (UNKNOWN, "jejak search")),
    BadInput(
        "syndicate zero",
        "export a.case out --syndicate 0",
        4,
        ("0: there is no syndicate of this rank", "jejak syndicates"),
    ),
    BadInput(
        "no such syndicate",
        "export a.case out --syndicate 99",
        4,
        ("99: there is no syndicate of this rank", "jejak syndicates"),
    ),
]
