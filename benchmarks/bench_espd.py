"""European single procurement documents: written, read, judged by the schema and by every official rule, memory.

The document answers every criterion of ESPD-EDM v4.1.0 (62). The limit of writing is lxml serialising the same tree
again; of reading, lxml parsing the same bytes; of judging, the schema's own verdict in this process.
"""

import statistics
import time
from collections.abc import Callable
from typing import Final

import psutil
from lxml import etree

from benchmarks.figures import Figure, Skipped
from services.mps.domain.espd import EspdCriterion, EspdDocument, EspdKind, ResponseType
from services.mps.domain.espd_candidacy import EspdDeclared, candidate_of
from services.mps.standards.espd.candidacy import response_of
from services.mps.standards.espd.catalogue import CriterionPart, catalogue
from services.mps.standards.espd.reader import read_espd
from services.mps.standards.espd.validation import judge, schema_of
from services.mps.standards.espd.writer import write_espd
from shared.settings import Settings
from shared.xml.artefacts import ArtefactStore
from shared.xml.parser import parse_xml
from shared.xml.roots import artefact_roots
from shared.xml.schema import Schemas
from shared.xml.validator_pool import ValidatorPool
from shared.xml.verdict import CheckStatus
from tests.unit.mps.espd_documents import a_response, no, yes
from tests.unit.mps.espd_forms import a_full_matter

_JUDGEMENTS: Final = 3
_MIB: Final = 1024 * 1024


def measure(seconds: float) -> list[Figure | Skipped]:
    """Measure; ``seconds`` is the time given to each repeated work."""
    document = _whole()
    content = write_espd(document).content
    tree, form = parse_xml(content), parse_xml(_of_a_form())
    lines: list[Figure | Skipped] = [
        Figure(
            f"ESPD written, 62 criteria, {len(content) // 1024} KiB",
            _usual(lambda: write_espd(document), seconds),
            _usual(lambda: etree.tostring(tree), seconds),
            "lxml writing the same tree",
            "ms",
        ),
        Figure(
            "ESPD of a full form: gathered, written",
            _usual(_of_a_form, seconds),
            _usual(lambda: etree.tostring(form), seconds),
            "lxml writing the same tree",
            "ms",
        ),
        Figure(
            "ESPD read into the model",
            _usual(lambda: read_espd(content), seconds),
            _usual(lambda: etree.fromstring(content), seconds),
            "lxml parsing the same bytes",
            "ms",
        ),
    ]
    return [*lines, *_judged(content, seconds)]


def _judged(content: bytes, seconds: float) -> list[Figure | Skipped]:
    roots = artefact_roots(Settings.from_environment({}))
    schemas, selected = Schemas(ArtefactStore(roots=roots)), schema_of(EspdKind.RESPONSE)

    def by_schema() -> CheckStatus:
        return schemas.check(parse_xml(content), artefact_id=selected.artefact_id, entry=selected.entry).status

    if by_schema() is not CheckStatus.VALID:
        return [Skipped("ESPD judged", "les artefacts officiels ne sont pas installés")]
    limit = _usual(by_schema, seconds)
    pool = ValidatorPool(roots=roots, time_limit=120)
    try:
        first = _once(lambda: judge(content, EspdKind.RESPONSE, pool=pool))
        warm = statistics.median(
            _once(lambda: judge(content, EspdKind.RESPONSE, pool=pool)) for _ in range(_JUDGEMENTS)
        )
        memory = psutil.Process(pool.process_id).memory_info().rss / _MIB
    finally:
        pool.close()
    return [
        Figure("ESPD judged by schema and 12 rule files, first", first, None, "", "ms", "off the request path"),
        Figure("the same, warm", warm, limit, "the schema alone", "ms", "off the request path"),
        Figure("memory of the validator process", memory, None, "", "MiB"),
    ]


def _whole() -> EspdDocument:
    cards = catalogue().cards
    fulfilled = [c for c in cards if c.part is CriterionPart.SELECTION and c.main_answer is not None]
    others = [c for c in cards if c.part is not CriterionPart.SELECTION and c.main_answer is not None]
    answers = (*(no(c.code) for c in others), *(yes(c.code) for c in fulfilled))
    kept = tuple(answer for answer in answers if answer.kind is ResponseType.INDICATOR)
    return a_response(criteria=tuple(EspdCriterion(card.code) for card in cards), answers=kept)


def _of_a_form() -> bytes:
    """Do all that a request for the document of a candidacy does, once its rows are read."""
    candidate = candidate_of(a_full_matter(), EspdDeclared(), platform_url="https://plis.test")
    return write_espd(response_of(candidate).document).content


def _usual(work: Callable[[], object], seconds: float) -> float:
    """Give the median duration in milliseconds."""
    work()
    until, times = time.perf_counter() + seconds, [_once(work)]
    while time.perf_counter() < until:
        times.append(_once(work))
    return statistics.median(times)


def _once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
