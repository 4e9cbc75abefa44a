"""Addresses on networks: e-mail, handles and web addresses.

Invariant: a handle identifies an account only together with its platform.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from jejak.schemas.ptypes.base import CleanContext, Cleaned, PropertyType, unusable

_EMAIL = re.compile(r"[^@\s<>(),;:\"]+@(?:[^@\s.<>(),;:/]+\.)+[^@\s.<>(),;:/\d][^@\s.<>(),;:/]*")
_PLATFORMS = {
    "facebook.com": "facebook", "fb.com": "facebook", "instagram.com": "instagram", "tiktok.com": "tiktok",
    "t.me": "telegram", "telegram.me": "telegram", "twitter.com": "x", "x.com": "x", "youtube.com": "youtube",
    "linkedin.com": "linkedin", "wa.me": "whatsapp",
}  # fmt: skip
_ALIASES = {
    "fb": "facebook",
    "ig": "instagram",
    "insta": "instagram",
    "tg": "telegram",
    "wa": "whatsapp",
    "twitter": "x",
}
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|igshid)=[^&]*&?")
_PREFIXED = re.compile(r"(?P<platform>[A-Za-z][\w .]*?)\s*[:/]\s*@?(?P<handle>[^\s@:/][^\s:]*)")
NO_PLATFORM = "a handle without its platform identifies nothing"


class Email(PropertyType):
    """An e-mail address in small letters."""

    name = "email"
    strong = True
    scheme = "email"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:  # noqa: ARG002 - one form everywhere
        address = text.strip("<>;, ").casefold().removeprefix("mailto:")
        return Cleaned(address, True) if _EMAIL.fullmatch(address) else unusable("not an e-mail address")


class Handle(PropertyType):
    """A handle as ``platform:name``; the platform comes from the text, its web address or the format of the mapping."""

    name = "handle"
    strong = True
    scheme = "handle"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        platform, handle = _parts(text, ctx.format)
        handle = handle.lstrip("@").rstrip("/").casefold()
        if not handle or " " in handle:
            return unusable("not a handle")
        if not platform:
            return Cleaned(handle, False, (NO_PLATFORM,))
        return Cleaned(f"{platform}:{handle}", None, (), {"platform": platform})

    def caption(self, value: str) -> str:
        """The handle with its sign and platform."""
        platform, _, handle = value.rpartition(":")
        return f"@{handle} ({platform})" if platform else f"@{handle}"


def _parts(text: str, told: str | None) -> tuple[str, str]:
    if "://" in text or re.match(r"(?:www\.|m\.)?[\w-]+\.[a-z]{2,3}/", text):
        address = _split(text)
        host = _host(address) if address else ""
        path = address.path.strip("/").split("/")[0] if address else ""
        return _PLATFORMS.get(host, host), path
    prefixed = _PREFIXED.fullmatch(text)
    if prefixed:
        return _platform(prefixed["platform"]), prefixed["handle"]
    return _platform(told or ""), text


def _platform(text: str) -> str:
    folded = text.strip().casefold().replace(" ", "_")
    return _ALIASES.get(folded, _PLATFORMS.get(folded, folded))


class Url(PropertyType):
    """A web address: host in small letters, without fragment and marks of advertising."""

    name = "url"
    strong = True
    scheme = "url"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:  # noqa: ARG002 - one form everywhere
        address = _split(text)
        if address is None or address.scheme not in {"http", "https", "ftp"} or "." not in (address.hostname or ""):
            return unusable("not a web address")
        host = (address.hostname or "").removeprefix("www.")
        port = f":{address.port}" if address.port and address.port not in {80, 443} else ""
        query = _TRACKING.sub("", address.query).rstrip("&")
        path = address.path.rstrip("/")
        return Cleaned(
            urlunsplit(
                (address.scheme.replace("http", "https").replace("httpss", "https"), host + port, path, query, "")
            ),
            True,
        )


def _split(text: str) -> SplitResult | None:
    if " " in text:
        return None
    try:
        address = urlsplit(text if "://" in text else f"https://{text}")
        _ = address.port  # raises for a port that is none
    except ValueError:
        return None
    return address


def _host(address: SplitResult) -> str:
    return (address.hostname or "").removeprefix("www.").removeprefix("m.")
