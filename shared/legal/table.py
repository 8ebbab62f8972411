"""The table of the law: every parameter, at every date that is known.

The values come with the package (`parameters/*.yaml`); files of the data folder may add later rows (a new rate of
the European Central Bank), never change one that exists. A lookup needs its date: the law has no default day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from shared.legal.parameter import FaultyLegalTable, Parameter
from shared.legal.reading import day, entries, mapping, read_parameter, read_rows, read_yaml, text
from shared.legal.value import Confidence, LegalValue

_SOURCES = "sources.yaml"
_MILESTONES = "milestones.yaml"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day on which an obligation began."""

    on: date
    what: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class LegalTable:
    """Every parameter of the law, by its identifier, and the days on which obligations began."""

    parameters: Mapping[str, Parameter]
    milestones: tuple[Milestone, ...]

    @classmethod
    def load(cls, extra: Iterable[Path] = ()) -> "LegalTable":
        """Read the package's table, then the additions of the given files, in order.

        Raises:
            FaultyLegalTable: rows overlap or leave a gap, or an article, a source or a unit is missing.
        """
        table = _packaged_table()
        for path in extra:
            table = table.with_additions(path.read_text(encoding="utf-8"), where=path.name)
        return table

    def value(self, parameter_id: str, *, on: date) -> LegalValue:
        """Give the value of a parameter in force on a day.

        Raises:
            NoLegalValue: nothing is known for that day.
            KeyError: no such parameter.
        """
        return self.parameters[parameter_id].at(on)

    def with_additions(self, document: str, *, where: str) -> "LegalTable":
        """Give the table with the later rows of a YAML document of additions.

        Raises:
            FaultyLegalTable: an unknown parameter, or a row that overlaps or leaves a gap.
        """
        content = mapping(read_yaml(document), where)
        sources = _titles(content.get("sources"), where)
        parameters = dict(self.parameters)
        for entry in entries(content.get("additions"), where):
            identifier = text(entry, "id", where)
            if identifier not in parameters:
                raise FaultyLegalTable(f"{where} : paramètre {identifier!r} inconnu")
            rows = read_rows(entries(entry.get("values"), where), sources, identifier)
            parameters[identifier] = parameters[identifier].extended(rows)
        return LegalTable(MappingProxyType(parameters), self.milestones)


@cache
def _packaged_table() -> LegalTable:
    folder = files("shared.legal") / "parameters"
    documents = {
        file.name: read_yaml(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".yaml")
    }
    sources = _titles(documents.pop(_SOURCES), _SOURCES)
    milestones = entries(documents.pop(_MILESTONES), _MILESTONES)
    parameters: dict[str, Parameter] = {}
    for name in sorted(documents):
        for entry in entries(documents[name], name):
            parameter = read_parameter(entry, sources)
            if parameter.id in parameters:
                raise FaultyLegalTable(f"{name} : {parameter.id} est défini deux fois")
            parameters[parameter.id] = parameter
    return LegalTable(MappingProxyType(parameters), tuple(_milestone(entry, sources) for entry in milestones))


def _titles(document: object, where: str) -> Mapping[str, str]:
    titles = mapping(document, where)
    return {key: text(titles, key, where) for key in titles}


def _milestone(entry: Mapping[str, object], sources: Mapping[str, str]) -> Milestone:
    source = sources[text(entry, "source", _MILESTONES)]
    confidence = Confidence(text(entry, "confidence", _MILESTONES))
    return Milestone(day(entry, "date", _MILESTONES), text(entry, "what", _MILESTONES), source, confidence)
