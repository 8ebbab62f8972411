"""Writing the terms of EN 16931 in any syntax: one walk over the table of the syntax, in the order of its schema.

An element is written when a term below it is present; fixed words follow. The walk tells which terms it could not
write.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from lxml import etree

from services.invoicing.domain.findings import Finding, FindingCode
from services.invoicing.domain.semantic import Extension, Group, SemanticInvoice, Value
from services.invoicing.domain.terms import ROOT, TERMS, chain_of, numbers_below
from services.invoicing.standards.binding import Attribute, Binding
from services.invoicing.standards.codecs import is_iban, is_note_subject, written_note, written_text
from services.invoicing.standards.schema_fillers import FILLERS

_SHOWN: Final = 100  # characters of what is not written


@dataclass(frozen=True, slots=True)
class Written:
    """A document, and what it does not say: terms that its syntax has no room for, and what goes beyond EN 16931.

    An extension bears the names of its own syntax and stands where its schema puts it: it is told, and not written.
    """

    document: bytes
    left_out: tuple[str, ...]
    extensions: tuple[Extension, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was read and is not written, as codes and facts."""
        terms = (Finding(FindingCode.TERM_NOT_WRITTEN, {"place": place}) for place in self.left_out)
        beyond = (
            Finding(FindingCode.EXTENSION_NOT_WRITTEN, {"place": one.path, "text": one.text[:_SHOWN]})
            for one in self.extensions
        )
        return (*terms, *beyond)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the walk stands: the groups open around the element, the innermost last, and the value being written."""

    groups: tuple[Group, ...]
    present: frozenset[str]
    value: tuple[str, Value] | None = None

    def within(self, group: Group) -> "Standing":
        """Open a group: of the terms that it may hold, those that it does hold are present."""
        present = (self.present - numbers_below(group.number)) | group.numbers()
        return Standing((*self.groups, group), present)

    def first(self, term: str) -> Value | None:
        """Give the value of a term that the open groups hold."""
        if self.value is not None and self.value[0] == TERMS[term].whole:
            return self.value[1]
        return self._nearest(term).first(TERMS[term].whole)

    def all(self, number: str) -> tuple[Group, ...]:
        """Give every occurrence of a group that the open groups hold."""
        return self._nearest(number).all(number)

    def values(self, term: str) -> tuple[Value, ...]:
        """Give every value of a term that occurs several times."""
        holder: Group | None = self._nearest(term)
        chain = chain_of(term)
        start = chain.index(holder.number) + 1 if holder is not None and holder.number in chain else 0
        for step in chain[start:]:
            holder = next(iter(holder.groups.get(step, ())), None) if holder is not None else None
        return holder.values.get(term, ()) if holder is not None else ()

    def text(self, term: str) -> str | None:
        """Give the text of a term, or of a part of one."""
        found = self.first(term)
        if found is None:
            return None
        return found.parts.get(term) if TERMS[term].is_part else found.text or None

    def _nearest(self, number: str) -> Group:
        chain = chain_of(number)
        return next(group for group in reversed(self.groups) if group.number == ROOT or group.number in chain)


def write_terms(
    invoice: SemanticInvoice, binding: Binding, prefixes: Mapping[str, str], *, own: str | None = None
) -> Written:
    """Write an invoice by the table of a syntax."""
    walk = _Walk()
    declared: dict[Any, str] = {**({None: own} if own else {}), **prefixes}
    root = etree.Element(binding.tag, nsmap=declared)
    walk.fill(root, binding, Standing((invoice.terms,), invoice.terms.numbers()))
    document = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return Written(document, tuple(walk.missing(invoice.terms)), invoice.extensions)


class _Walk:
    """One writing of one document; it remembers each value that it wrote."""

    def __init__(self) -> None:
        self._done: set[tuple[int, str]] = set()

    def fill(self, element: etree._Element, binding: Binding, standing: Standing) -> bool:
        """Write what an element carries; say whether anything of the invoice is in it."""
        says_something = self._text(element, binding, standing)
        for attribute in binding.attributes:
            says_something |= self._attribute(element, attribute, standing)
        for child in binding.children:
            if "read-only" in child.flags or not _may_be_written(child, standing) or self._was_said(child, standing):
                continue
            for below in self._occurrences(child, standing):
                says_something |= self._child(element, child, below)
        return says_something

    def _was_said(self, binding: Binding, standing: Standing) -> bool:
        """Whether an element that occurs once was written in an earlier group."""
        return "once" in binding.flags and all((id(standing.first(t)), t) in self._done for t in binding.carries)

    def missing(self, group: Group, path: str = "") -> Iterator[str]:
        """Give the place of every value that was not written."""
        for number, values in group.values.items():
            for rank, value in enumerate(values, start=1):
                place = f"{path}{number}" + (f"[{rank}]" if len(values) > 1 else "")
                if value.text and (id(value), number) not in self._done:
                    yield place
                yield from (f"{place}/{part}" for part in value.parts if (id(value), part) not in self._done)
        for number, groups in group.groups.items():
            for rank, below in enumerate(groups, start=1):
                yield from self.missing(below, f"{path}{number}" + (f"[{rank}]/" if len(groups) > 1 else "/"))

    def _child(self, parent: etree._Element, binding: Binding, standing: Standing) -> bool:
        element = etree.SubElement(parent, binding.tag)
        if self.fill(element, binding, standing):
            return True
        if not (binding.is_fixed or "always" in binding.flags or (element.text and "else" in binding.options)):
            parent.remove(element)
        return False

    def _occurrences(self, binding: Binding, standing: Standing) -> Iterator[Standing]:
        if not binding.each:
            if _is_written_here(binding, standing):
                yield standing
        elif binding.each[0].startswith("BT-"):
            for value in standing.values(binding.each[0]):
                below = replace(standing, value=(binding.each[0], value))
                if _is_written_here(binding, below):
                    yield below
        else:
            for group in standing.all(binding.each[0]):
                below = standing.within(group)
                inner = below.all(binding.each[1]) if len(binding.each) > 1 else ()
                yield from (below.within(one) for one in inner)
                if not inner:
                    yield below

    def _text(self, element: etree._Element, binding: Binding, standing: Standing) -> bool:
        if binding.fixed:
            element.text = binding.fixed[0]
            return False
        if "note" in binding.flags:
            subject, words = self._said("BT-21", standing), self._said("BT-22", standing)
            if not is_note_subject(subject):
                self._done.discard((id(standing.first("BT-21")), "BT-21"))  # its letters stand there, no subject
            element.text = _readable(written_note(subject, words or ""))
            return subject is not None or words is not None
        said = self._said(binding.term, standing) if binding.term is not None else None
        if said is not None:
            element.text = _readable(written_text(said, binding.flags))
            return True
        if "else" in binding.options:
            element.text = FILLERS[binding.options["else"]](standing)
        return False

    def _attribute(self, element: etree._Element, attribute: Attribute, standing: Standing) -> bool:
        if attribute.term is not None:
            said = self._said(attribute.term, standing)
            if said is not None:
                element.set(attribute.name, _readable(said))
            return said is not None
        fixed = attribute.fixed or ""
        text = standing.text(fixed[1:]) if fixed.startswith("$") else fixed
        if text:
            element.set(attribute.name, _readable(text))
        return False

    def _said(self, term: str, standing: Standing) -> str | None:
        text = standing.text(term)
        value = standing.first(term)
        if text is not None and value is not None:
            self._done.add((id(value), term))
        return text


def _may_be_written(binding: Binding, standing: Standing) -> bool:
    """Leave out at once what carries no term that is present: most of a syntax, for most invoices."""
    if binding.is_fixed or "always" in binding.flags or "else" in binding.options:
        return True
    return not binding.carries.isdisjoint(standing.present)


def _is_written_here(binding: Binding, standing: Standing) -> bool:
    """Choose between elements that carry the same term: by a part of its value, or by its form."""
    options = binding.options
    if "with" in options and standing.text(options["with"]) is None:
        return False
    if "needs" in options and standing.text(options["needs"]) is None:
        return False
    if "without" in options and standing.text(options["without"]) is not None:
        return False
    if "written" in options and binding.term is not None:
        return is_iban(standing.text(binding.term) or "") is (options["written"] == "iban")
    return True


def _readable(text: str) -> str:
    """Leave out the characters that XML 1.0 cannot write (section 2.2)."""
    return text if text.isprintable() else _UNWRITABLE.sub("", text)


_UNWRITABLE: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
