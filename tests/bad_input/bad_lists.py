"""Lists from outside that cannot be matched with a case."""

from __future__ import annotations

from bad_input.bad_files import PICTURE, wrote
from bad_input.desk import BadInput

LISTS = [
    BadInput("missing list", "match a.case gone.csv", 3, ("gone.csv: there is no such file", "Check the name")),
    BadInput("folder as list", "match a.case a.case", 3, ("a.case: this is a folder", "Name one file")),
    BadInput(
        "list with unknown columns",
        "match a.case colours.csv",
        3,
        ("colours.csv: no column says who an entry is; the columns are: colour, size", "--column name=COLUMN"),
        wrote("colours.csv", "colour,size\nred,4\nblue,5\n"),
    ),
    BadInput(
        "list without the column that was said",
        "match a.case said.csv --column nam=Warna --column alias=Colour",
        3,
        (
            r"columns of the list that cannot be used \(3\)",
            r"said.csv: no field is called 'nam'\n  → did you mean name\?",
            r"said.csv: no column is called 'Warna'\n  → there are: colour, size",
            r"said.csv: no column is called 'Colour'\n  → did you mean colour\?",
        ),
        wrote("said.csv", "colour,size\nred,4\n"),
        faults=3,
    ),
    BadInput(
        "list of nobody",
        "match a.case nobody.csv",
        3,
        ("nobody.csv: no entry of the list can be used", "it holds Vessel"),
        wrote("nobody.csv", "schema,name\nVessel,Kapal Satu\n"),
    ),
    BadInput(
        "list of broken lines",
        "match a.case broken.jsonl",
        3,
        ("broken.jsonl: no line holds a JSON object", "one JSON object"),
        wrote("broken.jsonl", "{one\n{two\n"),
    ),
    BadInput(
        "binary list",
        "match a.case b.csv",
        3,
        ("b.csv: this is a binary file", "CSV or XLSX"),
        wrote("b.csv", PICTURE),
    ),
    BadInput(
        "list of an unknown country",
        "match a.case names.csv --region Atlantis",
        3,
        ("--region Atlantis: there is no such country", "ID or MY"),
        wrote("names.csv", "name\nAgus Salim\n"),
    ),
    BadInput(
        "list above certainty",
        "match a.case names.csv --least 7",
        4,
        ("7: a probability lies between 0 and 1", "0.92"),
        wrote("names.csv", "name\nAgus Salim\n"),
    ),
    BadInput(
        "hits onto something",
        "match a.case names.csv --out good.csv",
        4,
        ("good.csv: this file is there already", "another name"),
        wrote("names.csv", "name\nAgus Salim\n"),
    ),
]
