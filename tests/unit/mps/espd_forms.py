"""Forms of candidacies for tests of the single document: one full, and a strategy that makes any."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from hypothesis import strategies as st

from services.mps.domain.answers import FactsStated, NothingKnown, StatedFact
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.certificates import Certificate, CertificateId, StoredDocument
from services.mps.domain.espd_matter import EspdMatter, JoinedGroup
from services.mps.domain.form import (
    Contest,
    DeclarationCode,
    FormContent,
    GivenAnswer,
    GroupForm,
    Grouping,
    Member,
    Subcontractor,
)
from services.mps.domain.operator_numbers import NumberScheme, OperatorNumber
from services.mps.domain.papers import Paper, PaperId, PaperKind, PaperName, StoredPaper
from services.mps.domain.requirements import CATALOGUE, AskedItem, Category, asked_item
from services.mps.domain.sources import Source
from services.mps.domain.states import BlockStatus
from services.mps.domain.tender import KnownLot
from shared.kernel.ids import CandidacyId
from tests.unit.mps.builders import NOW, SOLE_TRADER, WHOLE, a_tender

MEMBER: Final = Member(OperatorNumber(NumberScheme.SIRET, str(SOLE_TRADER)), "Maçonnerie Dormeval", "gros œuvre")
ABROAD: Final = Member(OperatorNumber(NumberScheme.VAT, "BE0123456749"), "Nordvind <&> Zonen")
RELIED: Final = Subcontractor(
    OperatorNumber(NumberScheme.SIRET, "00901234500016"), "Orvaleix", "2 rue X", "étanchéité", capacities="references"
)
PLAIN: Final = replace(RELIED, name="Lussault", capacities="")
FACTS: Final[dict[Source, dict[str, str]]] = {
    Source.ESTABLISHMENT: {"name": "ATELIERS VIRELANGUE", "address": "1 RUE DU PORT, 69001 LYON", "size": "PME"},
    Source.TRADE_REGISTER: {"registered_on": "2001-01-01"},
    Source.QUALIBAT: {"valid_until": "2027-01-01"},
    Source.LEGAL_NOTICES: {"notices": "0"},
}
ANSWERS: Final = {
    "turnover": "2023 : 900 000 €\n2024 : 1,1 M€\n2025 : 1 200 000,50",
    "turnover_share": "40 %",
    "headcount": "2025 : 24",
    "references": "École de Bazoches, 120 000 €\nMairie de Lussault",
    "insurance": "MAAF, 3 000 000 €",
    "equipment": "Deux grues",
    "people": "Conducteur de travaux, 12 ans",
    "qualifications": "Qualibat 2111",
}


def a_found_candidacy(facts: dict[Source, dict[str, str]] | None = None) -> SiretCandidacy:
    """A candidacy whose sources stated some facts and nothing else."""
    blocks = []
    for source in FACTS:
        stated = tuple(StatedFact(code, code, value) for code, value in (facts or FACTS).get(source, {}).items())
        answer = FactsStated(stated, NOW.date(), "{}") if stated else NothingKnown("rien")
        blocks.append(EvidenceBlock.asked(source, at=NOW).answered(answer, at=NOW))
    return SiretCandidacy(CandidacyId(UUID(int=7)), WHOLE, a_tender().tender_id, NOW, 1, tuple(blocks))


def a_paper(about: str | None = "references", kind: PaperKind = PaperKind.REFERENCE, number: int = 1) -> Paper:
    """A joined paper."""
    stored = StoredPaper("blob", 10, "ab" * 32)
    return Paper(PaperId(UUID(int=number)), CandidacyId(UUID(int=7)), kind, about, PaperName("pièce.pdf"), stored, NOW)


def a_certificate(source: Source = Source.QUALIBAT) -> Certificate:
    """The answer on which a block stands, with its document."""
    return Certificate(
        certificate_id=CertificateId(UUID(int=3)),
        source=source,
        number=str(WHOLE),
        recipient=None,
        status=BlockStatus.FOUND,
        fetched_at=NOW,
        fresh_until=NOW,
        valid_until=NOW.date(),
        as_of=NOW.date(),
        facts=(),
        detail=None,
        payload="{}",
        document=StoredDocument("blob", "cd" * 32, 10, "application/pdf"),
        document_problem=None,
        unknown_fields=(),
    )


def a_full_matter(**changes: Any) -> EspdMatter:
    """A form in which everything is filled, for a consultation with lots."""
    tender = replace(a_tender(), lots=(KnownLot(1, "Gros œuvre"), KnownLot(2, "Peinture")), kind="works")
    content = FormContent(
        lots=(1,),
        answers=tuple(GivenAnswer(code, value) for code, value in ANSWERS.items()),
        contests=(Contest(Source.ESTABLISHMENT, "address", "Déménagement en mai", "3 RUE NEUVE, 69002 LYON"),),
        declarations=(DeclarationCode.HONOUR, DeclarationCode.ACCURACY),
        grouping=Grouping(GroupForm.CONJOINT, (MEMBER, ABROAD), lead_task="charpente"),
        subcontractors=(RELIED, PLAIN),
    )
    matter = EspdMatter(
        candidacy=a_found_candidacy(),
        tender=tender,
        content=content,
        asked=tuple(asked_item(code) for code in CATALOGUE),
        papers=(a_paper(),),
        certificates={Source.QUALIBAT: a_certificate()},
        said_at=NOW,
        request_id=f"DUME-A-{tender.tender_id}",
    )
    return replace(matter, **changes)


_WORDS: Final = st.text(max_size=40) | st.sampled_from(
    [*ANSWERS.values(), "non", "oui", "néant", "Redressement judiciaire du 2 mai 2026", "12", "2025 : 3", "-5", "1,2,3"]
)
_FREE_CODES: Final = ("membership", "finan-rat", "suncont-port", "spec-req-check", "finan-requ", "conditions propres")
_CODES: Final = (*CATALOGUE, *_FREE_CODES)


@st.composite
def matters(draw: st.DrawFn) -> EspdMatter:
    """Any form, for any selection of things asked."""
    asked = [_asked(code, draw(st.sampled_from([None, 1, 2])), draw(_WORDS | st.none())) for code in _CODES]
    answers = [GivenAnswer(code, draw(_WORDS), draw(st.sampled_from([None, 1]))) for code in _CODES]
    grouping = draw(st.sampled_from([None, Grouping(GroupForm.SOLIDAIRE, (MEMBER,))]))
    joined = JoinedGroup(a_found_candidacy(), "Dormeval", Grouping(GroupForm.CONJOINT, (MEMBER, ABROAD)))
    contest = Contest(Source.QUALIBAT, "valid_until", draw(st.text(min_size=1, max_size=20)))
    content = FormContent(
        lots=draw(st.sampled_from([(), (1,), (2,), (1, 2)])),
        answers=tuple(draw(st.permutations(answers))[: draw(st.integers(0, len(answers)))]),
        contests=draw(st.sampled_from([(), (contest,)])),
        grouping=grouping,
        subcontractors=tuple(draw(st.lists(st.sampled_from([RELIED, PLAIN]), max_size=2, unique_by=lambda s: s.name))),
    )
    abouts = draw(st.lists(st.sampled_from(["references", "insolvency", "turnover", None, "piece"]), max_size=3))
    return a_full_matter(
        content=content,
        asked=tuple(asked[: draw(st.integers(0, len(asked)))]),
        papers=tuple(a_paper(about, number=n) for n, about in enumerate(abouts, start=1)),
        joined=draw(st.sampled_from([None, joined])),
        certificates=draw(st.sampled_from([{}, {Source.QUALIBAT: a_certificate()}])),
    )


def _asked(code: str, lot: int | None, minimum: str | None) -> AskedItem:
    if code in CATALOGUE:
        return replace(asked_item(code), lot_number=lot, minimum=minimum)
    return AskedItem(code, code.title(), Category.TECHNICAL, lot, minimum)
