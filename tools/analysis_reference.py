"""Write docs/analyses-reference.md from the declared analyses; the page holds nothing that the code does not say."""

from __future__ import annotations

import sys

from made_page import made

from jejak.analysis.declaration import Analysis
from jejak.analysis.parameters import FORMS, Parameters, ParameterValue, Spec, defaults, specs
from jejak.analysis.registry import ANALYSES
from jejak.schemas.i18n import LANGUAGES, told, use_language

HEAD = """# Analyses: reference

Written by `tools/analysis_reference.py` from the analyses that `src/jejak/analysis/measures` declares; change them and
run it again. What each one tells, and what it does not, is in [Analyses](analyses.md).

## All analyses

These parameters are the same for every analysis.
"""


def page() -> str:
    """The whole page."""
    common = specs(Parameters)
    parts = [HEAD, table(Parameters, set(common))]
    for analysis in ANALYSES.values():
        parts += [f"## {analysis.name}\n\n{title(analysis)}. Version {analysis.version}.\n", own(analysis.parameters)]
    return "\n".join(parts)


def own(parameters: type[Parameters]) -> str:
    """The parameters that an analysis has beside the common ones, and those whose default is its own."""
    common, general = specs(Parameters), defaults(Parameters)
    known = defaults(parameters)
    names = {name for name in known if name not in common or known[name] != general[name]}
    return table(parameters, names) if names else "Only the parameters of all analyses.\n"


def table(parameters: type[Parameters], names: set[str]) -> str:
    """Some parameters of a class as a table."""
    lines = ["parameter | default | allowed | meaning", "--- | --- | --- | ---"]
    known = defaults(parameters)
    for name, spec in specs(parameters).items():
        if name in names:
            lines.append(f"`{name}` | {shown(known[name])} | {allowed(spec)} | {meaning(spec)}")
    return "".join(f"| {line} |\n" for line in lines)


def title(analysis: Analysis[Parameters]) -> str:
    """The title of an analysis in the three languages."""
    english, *others = in_languages(analysis.title)
    return f"*{english}* (Indonesian *{others[0]}*, Malay *{others[1]}*)"


def meaning(spec: Spec) -> str:
    """What a parameter means, in the three languages."""
    return "<br>".join(in_languages(spec.says))


def in_languages(text: str) -> list[str]:
    """A text in each language, English first."""
    found = []
    for language in LANGUAGES:
        use_language(language)
        found.append(told(text))
    use_language(LANGUAGES[0])
    return found


def shown(value: ParameterValue) -> str:
    """A default as it is written on the command line."""
    if isinstance(value, tuple):
        return ", ".join(f"`{word}`" for word in value) or "none"
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    return f"`{value}`" if value != "" else "none"


def allowed(spec: Spec) -> str:
    """What values a parameter takes."""
    if spec.choices:
        return ", ".join(f"`{word}`" for word in spec.choices)
    if spec.form:
        return FORMS[spec.form].allowed + ("; must be given" if spec.needed else "")
    low = "" if spec.least is None else f"from {spec.least:,g}"
    high = "" if spec.most is None else f"to {spec.most:,g}"
    return " ".join(word for word in (low, high, spec.unit) if word)


if __name__ == "__main__":
    sys.exit(made("analyses-reference.md", page()))
