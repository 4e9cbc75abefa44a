"""The screen in Indonesian and Malay: every page and answer of a real case, and not one English word on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import jejak.schemas
from jejak.case import Case
from jejak.case.acts import Act
from jejak.graph.ledger.records import Verdict
from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import use_language
from jejak.schemas.world import load_world
from jejak.ui import notices
from jejak.ui.app import create_app
from jejak.ui.pages.analyses import actions as analyses
from jejak.ui.pages.chart import putting
from screen_texts import nodes, pages

TRANSLATED = ("id", "ms")
MAPPING = """mapping: ring
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID, zone: UTC}
entities:
  victim:
    type: person
    key: [victim]
    protection: {column: class}
    roles: [{column: role}]
    properties: {name: victim}
  recruiter:
    type: person
    key: [recruiter]
    roles: [recruiter_calo_sponsor]
    properties: {name: recruiter, nationality: {value: MY}, birth_date: born}
  keeper: {type: person, key: [keeper], roles: [harbourer], properties: {name: keeper}}
  payer: {type: organisation, key: [payer], protection: S, properties: {name: payer, org_kind: {value: bank}}}
  phone: {type: phone, key: [phone], properties: {number: phone}}
  nameless: {type: vessel, key: [keeper], properties: {flag: {value: ID}}}
links:
  - {type: RECRUITED_BY, from: victim, to: recruiter, time: day}
  - {type: USES, from: victim, to: phone}
  - {type: ASSOCIATE_OF, from: recruiter, to: keeper}
  - {type: OWNS, from: keeper, to: nameless}
  - {type: SHAREHOLDER_OF, from: keeper, to: payer}
  - type: TRANSFERRED
    from: payer
    to: recruiter
    amount: sum
    currency: {value: MYR}
    time: day
    channel: {value: cash}
"""
ROWS = """victim,class,role,recruiter,born,keeper,payer,phone,sum,day
Zulaiha Zz,V1,victim,Yusran Yy,1980-05-06,Xaverius Xx,PT Wawa Ww,+6281234567890,1234.56,2024-05-01
Qamariah Qq,V2,victim,Yusran Yy,1980-05-06,Xaverius Xx,PT Wawa Ww,+6281234567891,2000.10,2024-05-02
Viktor Vv,W1,witness,Yusran Yy,1980-05-06,Xaverius Xx,PT Wawa Ww,+6281234567892,3000.10,2024-05-03
"""
#: A key as it is written, alone or with others.
KEY = r"(?:Ctrl |Shift )*(?:[A-Z]|Enter|Esc|Home|End|Tab|F10|← (?:↑ )?→(?: ↓)?)"
#: The same in every language: names, codes, columns of the file and keys.
SAME = re.compile(
    rf"{KEY}(?: · {KEY})*|"
    r"Jejak|Lang|GraphML|GEXF|JSON|CSV|sha256 ?|(Indonesia|Malaysia)( \(\d+\))?|EN|ID|MS|"
    r"[A-Z?]|G …|Enter|Esc|Shift F10|(?:[A-Z]|Ctrl (?:Shift )?[A-Z])(?: · (?:[A-Z]|Ctrl (?:Shift )?[A-Z]))*|"
    r"Yusran Yy|Xaverius Xx|PT Wawa Ww|ring|zz\.csv|B2|cash|"
    r"victim|class|role|recruiter|born|keeper|payer|phone|sum|day|jejak import CASE .*|[0-9a-f]{8,64}|[\d.,]+ MYR|"
    r"person|organisation|vessel|harbourer|witness|V1|V2|W1|"
    r"\d+ \w{3} \d{4}|(Yusran Yy|Xaverius Xx|PT Wawa Ww)([,;] (Yusran Yy|Xaverius Xx|PT Wawa Ww))+|jejak \d.*|"
    r"tester|data|B2 · P|\d+\skB|\d+\sB|\d+ \w+ 20\d\d \d\d:\d\d|2026-[\d-]+|zz\.csv( · ring)?|sources/0+…|"
    r"(#\d+ · )?tester|Xaverius Xx · Yusran Yy|zz\.csv: 1|[A-Z]( · [A-Z])+|\d+ \w+ \d{4} \d\d:\d\d|"
    r"xx[\w., :()]*|zz|.*Zz.*|Asia/\w+|UTC|[A-Z]{3}|utf-[-\w]+|cp\d+|latin-1|gb18030|big5|/…/statement\.csv|tester|"
    r".*\d{1,2} \w{3} \d{4}|Thailand|Myanmar.*"
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("languages")
    (folder / "m.yaml").write_text(MAPPING)
    (folder / "zz.csv").write_text(ROWS)
    with Case.create(folder / "lang.case", name="Lang", analyst="tester") as opened:
        assert opened.import_file(folder / "zz.csv", folder / "m.yaml").rows_ok == 3
        opened.keeping.keep(opened.run("degree"))
        people = [node.id for node in nodes(opened) if node.etype == "person"]
        opened.undo(opened.judge(people[0], people[1], Verdict.SAME, reason="#"))
        opened.judge(people[0], people[1], Verdict.UNSURE, reason="#")
        yield opened


@pytest.fixture
def read(case: Case, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    monkeypatch.setattr(putting, "notify", lambda *_: None)
    for act in Act:  # so that the filter of the audit trail has the same lines whenever it is asked
        case.acts.note(act, kind="png")
    monkeypatch.setattr(analyses, "watch", lambda: None)
    return lambda language: pages(create_app(case, token="t"), case, language)  # noqa: S106


def catalogue(language: str) -> dict[str, str]:
    """Translations by English text."""
    path = Path(jejak.schemas.__file__).parent / "locale" / language / "LC_MESSAGES" / "jejak.po"
    with path.open("rb") as file:
        found = list(read_po(file, locale=language))
    return {form: message.string for message in found if isinstance(message.string, str) for form in [str(message.id)]}


def translations(language: str) -> list[tuple[str, str]]:
    """Texts of the catalogue and labels of the world in English and in another language."""
    world = load_world()
    kinds = [*world.entity_types.values(), *world.link_types.values()]
    labels = [kind.labels for kind in kinds] + [prop.labels for kind in kinds for prop in kind.properties.values()]
    labels += [names for codes in world.code_lists.values() for names in codes.codes.values()]
    return [(names["en"], names[language]) for names in labels] + list(catalogue(language).items())


def english_words(language: str) -> set[str]:
    """Texts that are called something else in a language."""
    pairs = translations(language)
    theirs = {there for _, there in pairs}
    return {text for text, _ in pairs if text not in theirs and len(text) > 3 and "{" not in text}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_of_the_screen_is_left_in_english(read: Callable[[str], list[str]], language: str) -> None:
    read("en")  # what is only told once has been told
    there, here = read(language), read("en")
    assert len(there) == len(here) > 400
    same = {text for text, other in zip(there, here, strict=True) if text == other and re.search("[^\\W\\d]", text)}
    alike = {english for english, other in translations(language) if english == other}
    assert {text for text in same if not SAME.fullmatch(text)} - alike == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_word_stands_inside_a_translated_text(read: Callable[[str], list[str]], language: str) -> None:
    words = english_words(language)
    pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")(?!\w)")
    assert pattern.search("Show on the chart"), "the pattern would find one"
    found = {(text, hit[0]) for text in read(language) if not SAME.fullmatch(text) and (hit := pattern.search(text))}
    assert found == set()


@pytest.mark.parametrize(
    ("language", "says"), [("id", "nama anak hanya dibuka"), ("ms", "nama kanak-kanak hanya dibuka")]
)
def test_an_error_of_another_room_is_told_in_the_readers_language(
    case: Case, monkeypatch: pytest.MonkeyPatch, language: str, says: str
) -> None:
    said: list[str] = []
    monkeypatch.setattr(notices, "set_props", lambda _id, props: said.append(props["sendNotifications"][0]["message"]))
    child = next(node.id for node in nodes(case) if node.protection == "V2")
    with pytest.raises(JejakError) as fault:
        case.reveal(child, "identification for the consulate")
    use_language(language)
    notices.on_error(fault.value)
    assert says in said[0].lower()
    assert not re.search(r"\b(the|name|give)\b", said[0])


@pytest.mark.parametrize(("language", "title"), [("en", "locked"), ("id", "terkunci"), ("ms", "dikunci")])
def test_the_locked_door_speaks_the_readers_language(case: Case, language: str, title: str) -> None:
    client = create_app(case, token="t").server.test_client()  # noqa: S106
    client.set_cookie("jejak_language", language)
    answer = client.get("/").get_data(as_text=True)
    assert title in answer
    assert f'lang="{language}"' in answer
