"""Countries and points on the map.

Invariant: a country is an ISO 3166-1 alpha-2 code of today; old states that split up are reported, not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from jejak.schemas.ptypes.base import MISSING, CleanContext, Cleaned, PropertyType, ascii_digits, unusable

#: Names that Unicode's data does not have: other official names, older names and what people write in files.
_OTHER_NAMES = {
    "AG": "antigua",
    "BN": "brunei darussalam",
    "BO": "bolivia plurinational state of",
    "CD": "democratic republic of the congo",
    "CG": "congo; republic of the congo",
    "CI": "ivory coast; cote d'ivoire",
    "CV": "cape verde",
    "CW": "curacao",
    "CZ": "czech republic",
    "GB": "uk; great britain; england; inggris; britain",
    "HK": "hong kong; hongkong",
    "ID": "republic of indonesia; republik indonesia; ri; wni; indonesian",
    "IM": "isle of man",
    "IR": "iran islamic republic of",
    "KH": "kamboja; kemboja",
    "KN": "saint kitts and nevis",
    "KR": "korea; republic of korea; korea selatan",
    "LA": "laos; lao people's democratic republic",
    "LU": "luxemburg",
    "MD": "moldova republic of",
    "MK": "macedonia",
    "MM": "burma",
    "MO": "macau; macao",
    "MV": "republic of maldives",
    "MY": "malaysian",
    "NL": "holland; belanda",
    "PS": "palestine",
    "RU": "russian federation",
    "SG": "singapura",
    "SY": "syrian arab republic",
    "SZ": "swaziland",
    "TL": "east timor; timor leste",
    "TR": "turkey",
    "TZ": "tanzania united republic of",
    "US": "usa; united states of america; amerika; amerika serikat",
    "VE": "venezuela bolivarian republic of",
    "VG": "virgin islands british; british virgin islands",
    "VI": "virgin islands us",
    "VN": "viet nam",
}
_NOT_COUNTRIES = frozenset({"ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"})
_GEO = re.compile(
    r"(?P<lat>[+-]?\d{1,2}(?:\.\d+)?)°?\s*(?P<ns>[NSU])?[\s,;]+"
    r"(?P<lon>[+-]?\d{1,3}(?:\.\d+)?)°?\s*(?P<ew>[EWTB])?",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Alpha-2, alpha-3 and numeric codes of today's countries; a split-up state has no single one."""
    found = {code: code for code in _territories("en") if len(code) == 2 and code.isalpha()}
    for old, new in get_global("territory_aliases").items():
        if len(new) == 1 and (len(old) == 3 or old not in found):
            found.setdefault(str(old), str(new[0]))
    found |= {"XKX": "XK", "KSV": "XK", "ROM": "RO", "ZAR": "CD"}
    return {code: country for code, country in found.items() if _is_country(country)}


def _is_country(code: str) -> bool:
    return code == "XK" or not (code in _NOT_COUNTRIES or code.startswith("X"))


def _territories(language: str) -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale(language).territories.items()}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    known = set(_codes().values())
    found: dict[str, str] = {}
    for language in ("ms", "id", "en"):  # later ones win where two languages call different countries alike
        for code, name in _territories(language).items():
            if code in known:
                found[_folded(name)] = code
    return found | {name: code for code, names in _OTHER_NAMES.items() for name in names.split("; ")}


def _folded(name: str) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    plain = plain.casefold().replace("&", " and ").replace("’", "'")
    plain = re.sub(r"\bst\b\.?", "saint", plain)
    return " ".join(re.sub(r"[.,()\-]", " ", plain).split()).removeprefix("the ")


class Country(PropertyType):
    """A country or territory by its code or its name in English, Indonesian or Malay."""

    name = "country"
    missing = MISSING - {"na"}  # Namibia

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:  # noqa: ARG002 - countries are the same everywhere
        code = text.upper().strip(". ")
        found = _codes().get(code) or _names().get(_folded(text))
        if found:
            return Cleaned(found, True)
        gone = len(get_global("territory_aliases").get(code, [])) > 1
        return unusable(
            "a state that split into several" if gone else "not a country that is known by this name or code"
        )

    def caption(self, value: str) -> str:
        """Its English name."""
        return _territories("en").get(value, value)

    def specificity(self, value: str) -> float:
        """Sharing a country says next to nothing."""
        return 0.02 if value else 0.0


class Geo(PropertyType):
    """A point as ``latitude,longitude`` in degrees of WGS 84."""

    name = "geo"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:  # noqa: ARG002 - one grid for the world
        match = _GEO.fullmatch(ascii_digits(text).strip("() "))
        if not match:
            return unusable("not latitude and longitude in degrees")
        latitude, longitude = float(match["lat"]), float(match["lon"])
        latitude = -abs(latitude) if (match["ns"] or "").upper() == "S" else latitude
        # B is barat and U utara; T is timur, which is east as in the text
        longitude = -abs(longitude) if (match["ew"] or "").upper() in {"W", "B"} else longitude
        if abs(latitude) > 90 or abs(longitude) > 180:
            return unusable("no such place: latitude goes to 90, longitude to 180")
        issues = ("both are zero: a filler",) if latitude == 0 == longitude else ()
        return Cleaned(f"{_degrees(latitude)},{_degrees(longitude)}", not issues, issues)

    def specificity(self, value: str) -> float:
        """More decimals are a smaller place."""
        decimals = len(value.partition(",")[0].partition(".")[2])
        return min(0.1 * decimals, 0.6)


def _degrees(number: float) -> str:
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
