"""Files that no agency should send: each maker puts one on a desk."""

from __future__ import annotations

import io
import zipfile

import openpyxl

from bad_input.desk import MAPPING, TABLE, BadInput, Desk, Make

PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + ']><graphml><graph><node id="&a9;"/></graph></graphml>'
)
BLOW_UP = f'<!DOCTYPE g [<!ENTITY a "{"x" * 50_000}">]><graphml><graph><node id="{"&a;" * 50_000}"/></graph></graphml>'
READS_FILES = '<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]><graphml><graph><node id="&x;"/></graph></graphml>'
ASKS_HOSTS = '<!DOCTYPE g SYSTEM "http://127.0.0.1:9/g.dtd"><gexf><graph><nodes><node id="a"/></nodes></graph></gexf>'
HEADER = TABLE.partition("\n")[0]
WIDE = ",".join(f"column {n}" for n in range(300)) + "\n" + ",".join(map(str, range(300))) + "\n"


def wrote(name: str, content: str | bytes) -> Make:
    """Maker of a file with this content."""

    def make(desk: Desk) -> None:
        desk.write(name, content)

    return make


def folder(desk: Desk) -> None:
    desk.path("folder.csv").mkdir()


def zip_bomb(desk: Desk) -> None:
    """A workbook of 300 KB whose one sheet unpacks to 300 MB."""
    with (
        zipfile.ZipFile(desk.path("bomb.xlsx"), "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as sheet,
    ):
        for _ in range(300):
            sheet.write(bytes(1 << 20))


def repeated_text(desk: Desk) -> None:
    """A workbook of 400 KB: one long text, kept once and named by 100,000 cells, is three gigabytes."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001))
    with zipfile.ZipFile(desk.path("texts.xlsx"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{'x' * 32_000}</t></si></sst>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")


def repeated_rows(desk: Desk) -> None:
    """An OpenDocument sheet of one cell that says it stands there 81 million times."""
    cell = '<table:table-cell table:number-columns-repeated="9000"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="9000">{cell}</table:table-row>'
    with zipfile.ZipFile(desk.path("rows.ods"), "w") as archive:
        archive.writestr("content.xml", f"<table:table>{row}</table:table>")


def lying_bomb(desk: Desk) -> None:
    """The same, whose directory says that it is small."""
    zip_bomb(desk)
    path = desk.path("bomb.xlsx")
    content = path.read_bytes()
    path.write_bytes(content.replace((300 << 20).to_bytes(4, "little"), (1 << 20).to_bytes(4, "little")))


def formulas(desk: Desk) -> None:
    """A workbook made by a program that never calculated it."""
    book = openpyxl.Workbook()
    for row in (["at", "from", "to", "amount"], ["2024-01-01", "1000000001", "1000000002", "=7*6"]):
        book.active.append(row)
    book.save(desk.path("formulas.xlsx"))


def archive(desk: Desk) -> None:
    with zipfile.ZipFile(desk.path("box.zip"), "w") as box:
        box.writestr("statement.csv", TABLE)


def half_workbook(desk: Desk) -> None:
    """The first half of a workbook, as a broken-off download leaves it."""
    book, whole = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["at", "from", "to", "amount"])
    book.save(whole)
    desk.write("half.xlsx", whole.getvalue()[: len(whole.getvalue()) // 2])


def imported(name: str, mapping: str = "any.yaml") -> str:
    return f"import a.case '{name}' -m {mapping}"


FILES = [
    BadInput(
        "missing file", imported("nowhere/gone.csv"), 3, (r"nowhere/gone.csv: there is no such file", "Check the name")
    ),
    BadInput("folder", imported("folder.csv"), 3, (r"folder.csv: this is a folder", "Name one file"), folder),
    BadInput("no plain file", imported("/dev/null"), 3, (r"/dev/null: this is no plain file", "Name one file")),
    BadInput(
        "empty file", imported("empty.csv"), 3, (r"empty.csv: the file is empty", "again"), wrote("empty.csv", "")
    ),
    BadInput("blank file", imported("blank.csv"), 3, (r"blank.csv: .*no text", "again"), wrote("blank.csv", "\n \n\n")),
    BadInput(
        "header without records",
        imported("bare.csv"),
        3,
        (r"bare.csv: there is no record", "again"),
        wrote("bare.csv", HEADER),
    ),
    BadInput(
        "binary as CSV",
        imported("picture.csv"),
        3,
        (r"picture.csv: .*binary file", "Export it"),
        wrote("picture.csv", PICTURE),
    ),
    BadInput(
        "binary behind good rows",
        imported("late.csv"),
        3,
        (r"late.csv: this is a binary file", "Export it"),
        wrote("late.csv", TABLE.encode() + PICTURE),
    ),
    BadInput(
        "text as workbook",
        imported("text.parquet"),
        3,
        (r"text.parquet: .*cannot be read", "again"),
        wrote("text.parquet", TABLE),
    ),
    BadInput("half a workbook", imported("half.xlsx"), 3, (r"half.xlsx: .*cannot be read", "again"), half_workbook),
    BadInput(
        "wrong column",
        imported("other.csv"),
        3,
        ("other.csv: the column 'amount' is missing", "Did you mean amounts"),
        wrote("other.csv", TABLE.replace("amount", "amounts")),
    ),
    BadInput(
        "no column fits",
        imported("wide.csv"),
        3,
        (
            "wide.csv: the column 'from' is missing",
            "wide.csv: the column 'amount' is missing",
            "The table has: column 0, column 1",
        ),
        wrote("wide.csv", WIDE),
        faults=4,
    ),
    BadInput(
        "repeated header",
        imported("twice.csv"),
        3,
        (r"twice.csv: the header names a column twice: from", "own name"),
        wrote("twice.csv", TABLE.replace("to,amount", "From,amount")),
    ),
    BadInput(
        "no header",
        imported("bare.csv"),
        3,
        (r"bare.csv: there is no header line", r"source\.columns"),
        wrote("bare.csv", TABLE.partition("\n")[2]),
    ),
    BadInput(
        "wrong encoding named",
        imported("good.csv", "enc.yaml"),
        3,
        (r"good.csv: there is no encoding 'utf-99'", "utf-8"),
        wrote("enc.yaml", MAPPING.replace("csv}", "csv, encoding: utf-99}")),
    ),
    BadInput("zip bomb", imported("bomb.xlsx"), 3, (r"bomb.xlsx: .*absurd size", "security officer"), zip_bomb),
    BadInput(
        "zip bomb that lies",
        imported("bomb.xlsx"),
        3,
        (r"bomb.xlsx: this workbook cannot be read", "again"),
        lying_bomb,
    ),
    BadInput(
        "text named by many cells",
        imported("texts.xlsx"),
        3,
        (r"texts.xlsx: .*absurd size", "security officer"),
        repeated_text,
    ),
    BadInput(
        "row that stands there often",
        imported("rows.ods"),
        3,
        (r"rows.ods: .*absurd size", "security officer"),
        repeated_rows,
    ),
    BadInput(
        "formula cells",
        imported("formulas.xlsx"),
        3,
        (r"formulas.xlsx, sheet1, cell D2: a formula has no stored result", "save it again"),
        formulas,
    ),
    BadInput(
        "billion laughs",
        imported("laughs.graphml"),
        3,
        (r"laughs.graphml: .*XML entities", "security officer"),
        wrote("laughs.graphml", LAUGHS),
    ),
    BadInput(
        "quadratic blow-up",
        imported("blow.graphml"),
        3,
        (r"blow.graphml: .*XML entities", "security officer"),
        wrote("blow.graphml", BLOW_UP),
    ),
    BadInput(
        "XML that reads a file",
        imported("spy.graphml"),
        3,
        (r"spy.graphml: .*XML entities", "security officer"),
        wrote("spy.graphml", READS_FILES),
    ),
    BadInput(
        "XML that asks a host",
        imported("spy.gexf"),
        3,
        (r"spy.gexf: .*XML entities", "security officer"),
        wrote("spy.gexf", ASKS_HOSTS),
    ),
    BadInput(
        "broken XML",
        imported("cut.graphml"),
        3,
        (r"cut.graphml: not valid XML", "again"),
        wrote("cut.graphml", "<graphml><graph>"),
    ),
    BadInput("archive", imported("box.zip"), 3, (r"box.zip: .*archive", "Unpack"), archive),
]
