"""Invoices: reading and writing each syntax beside the factur-x library, the official rules alone, pages, memory.

A usual invoice (two lines, French mentions) and a long one (200 lines). The library reads into a dictionary and writes
from it; its own validation is off on both sides, so that the same work is compared.
"""

import gc
import logging
import os
import time
from collections.abc import Callable
from dataclasses import replace

import psutil
from facturx import generate_xml, parse_ubl_cii_xml

from benchmarks.figures import Figure, Skipped
from services.invoicing.domain.calculation import completed
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.semantic import SemanticInvoice
from services.invoicing.domain.verdict import RuleFamily
from services.invoicing.standards import cii, factur_x, ubl
from services.invoicing.standards.detection import recognise
from services.invoicing.standards.official_rules import OfficialRuleProcess
from services.invoicing.standards.rendering.html_page import html_page
from services.invoicing.standards.rendering.pdf_page import readable_pdf
from services.invoicing.standards.selection import INTAKE_RULES
from services.invoicing.standards.terms_of_invoice import terms_of_invoice
from shared.settings import Settings
from shared.xml.artefacts import ArtefactStore
from shared.xml.parser import parse_xml
from shared.xml.roots import artefact_roots
from shared.xml.validator_pool import ValidatorPool
from tests.unit.invoicing.builders import an_invoice

_THOUSAND = 1000.0
_MEBIBYTE = 1024 * 1024
_LONG = 200
_LEAST_ROUNDS = 5


def measure(seconds: float) -> list[Figure | Skipped]:
    """Give every figure; ``seconds`` is what each takes at most, but for its least rounds."""
    logging.getLogger("factur-x").setLevel(logging.CRITICAL)
    usual, long = an_invoice(), _long_invoice()
    each = min(seconds, 2.0) / 2
    lines: list[Figure | Skipped] = []
    for what, invoice in (("usual invoice", usual), (f"invoice of {_LONG} lines", long)):
        lines += _syntaxes(what, invoice, each)
    return [*lines, *_pages(usual, each), *_judging(usual, seconds), _memory(long)]


def _long_invoice() -> Invoice:
    line = an_invoice().lines[0]
    return completed(an_invoice(lines=tuple(replace(line, line_id=str(n)) for n in range(1, _LONG + 1))))


def _syntaxes(what: str, invoice: Invoice, seconds: float) -> list[Figure | Skipped]:
    terms = terms_of_invoice(invoice)
    lines: list[Figure | Skipped] = []
    for name, document in (("CII", cii.to_xml(invoice)), ("UBL", ubl.to_xml(invoice))):
        syntax = cii if name == "CII" else ubl
        parsed = _fastest(lambda content=document: parse_xml(content), seconds)  # type: ignore[misc]
        ours = _fastest(lambda content=document: recognise(content).terms(), seconds)  # type: ignore[misc]
        theirs = _fastest(lambda content=document: parse_ubl_cii_xml(content, check_xsd=False), seconds)  # type: ignore[misc]
        lines.append(Figure(f"read {name}, {what}", ours, theirs, "factur-x library", "ms"))
        lines.append(Figure(f"  of which safe parsing, {name}", parsed, ours, "reading it whole", "ms"))
        lines.append(_written(name, what, terms, document, syntax.terms_to_xml, seconds))
    return lines


def _written(
    name: str,
    what: str,
    terms: SemanticInvoice,
    document: bytes,
    write: Callable[[SemanticInvoice], object],
    seconds: float,
) -> Figure | Skipped:
    ours = _fastest(lambda: write(terms), seconds)
    given = parse_ubl_cii_xml(document, check_xsd=False)
    flavor = {"CII": "factur-x", "UBL": "ubl-2.1"}[name]
    try:
        theirs = _fastest(
            lambda: generate_xml(dict(given), flavor=flavor, check_xsd=False, check_schematron=False), seconds
        )
    except (KeyError, TypeError, ValueError) as fault:
        return Skipped(f"write {name}, {what}: {ours:.1f} ms", f"the library fails ({type(fault).__name__})")
    return Figure(f"write {name}, {what}", ours, theirs, "factur-x library", "ms")


def _pages(invoice: Invoice, seconds: float) -> list[Figure | Skipped]:
    terms = terms_of_invoice(invoice)
    page, pdf = _fastest(lambda: html_page(terms), seconds), _fastest(lambda: readable_pdf(terms), seconds)
    whole, hybrid = _fastest(lambda: factur_x.build(invoice), seconds), factur_x.build(invoice)
    opened = _fastest(lambda: recognise(hybrid).terms(), seconds)
    return [
        Figure("HTML page of a usual invoice", page, pdf, "its PDF", "ms"),
        Figure("Factur-X written, PDF and XML", whole, pdf, "its PDF alone", "ms"),
        Figure("Factur-X read", opened, whole, "writing it", "ms"),
    ]


def _judging(invoice: Invoice, seconds: float) -> list[Figure | Skipped]:
    roots = artefact_roots(Settings.from_environment(os.environ))
    pool = ValidatorPool(roots=roots, tells=False)
    judge = OfficialRuleProcess(pool, ArtefactStore(roots=roots))
    lines: list[Figure | Skipped] = []
    try:
        for name, document in (("CII", cii.to_xml(invoice)), ("UBL", ubl.to_xml(invoice))):
            found = recognise(document)
            families = {"schema": frozenset[RuleFamily](), "EN 16931 and French rules": INTAKE_RULES}
            for what, wanted in families.items():
                judge.judge_detected(found, wanted)  # the rules are compiled once
                rate = _THOUSAND / _usual(lambda d=found, w=wanted: judge.judge_detected(d, w), seconds)  # type: ignore[misc]
                lines.append(Figure(f"official verdicts, {name}: {what}", rate, None, "", "invoices/s", ">= 50"))
    finally:
        pool.close()
    return lines


def _memory(invoice: Invoice) -> Figure:
    document, process = ubl.to_xml(invoice), psutil.Process()
    gc.collect()
    before = process.memory_info().rss
    kept = [recognise(document) for _ in range(50)]
    grown = (process.memory_info().rss - before) / _MEBIBYTE / len(kept)
    return Figure(f"memory of an open invoice of {_LONG} lines", grown, len(document) / _MEBIBYTE, "its bytes", "MiB")


def _fastest(work: Callable[[], object], seconds: float) -> float:
    """Give the least time of one round, in milliseconds: what the work costs when nothing disturbs it."""
    return min(_times(work, seconds))


def _usual(work: Callable[[], object], seconds: float) -> float:
    """Give the median time of one round, in milliseconds."""
    times = sorted(_times(work, seconds))
    return times[len(times) // 2]


def _times(work: Callable[[], object], seconds: float) -> list[float]:
    times: list[float] = []
    end = time.perf_counter() + seconds
    while len(times) < _LEAST_ROUNDS or time.perf_counter() < end:
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * _THOUSAND)
    return times
