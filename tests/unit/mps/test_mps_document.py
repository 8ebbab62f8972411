"""The candidacy document: what the company seals, what stays with the buyer, what people are told."""

from dataclasses import replace
from datetime import timedelta

from services.mps.api.document_schemas import DocumentOut
from services.mps.domain.answers import FactsStated, NothingKnown, StatedFact
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.document import candidacy_document
from services.mps.domain.identity import NO_PUBLIC_DATA, OperatorState, identity_from, messages_about
from services.mps.domain.sources import Source, is_open
from tests.unit.mps.builders import CLOSED, NOW, a_candidacy, a_tender, delivery_refused, facts_stated


def a_candidacy_about(*sources: Source) -> SiretCandidacy:
    return replace(a_candidacy(), blocks=tuple(EvidenceBlock.asked(source, at=NOW) for source in sources))


def test_protected_content_is_not_in_the_document() -> None:
    candidacy = a_candidacy_about(*Source)
    secret = StatedFact("turnover", "Exercice", "4 812 300 €")
    for source in Source:
        block = candidacy.block(source).answered(facts_stated(secret), at=NOW)
        candidacy = candidacy.with_block(block)
    document = candidacy_document(candidacy, a_tender())
    shown = {block.source for block in document.blocks if block.facts}
    assert shown == {source for source in Source if is_open(source)}
    assert {block.status for block in document.blocks} == {"obtenu"}


def test_the_words_of_a_refused_certificate_stay_with_the_buyer() -> None:
    candidacy = a_candidacy_about(Source.ESTABLISHMENT, Source.SOCIAL_CERTIFICATE)
    candidacy = candidacy.with_block(candidacy.block(Source.SOCIAL_CERTIFICATE).answered(delivery_refused(), at=NOW))
    shown = next(
        block for block in candidacy_document(candidacy, a_tender()).blocks if block.source is Source.SOCIAL_CERTIFICATE
    )
    assert (shown.status, shown.detail) == ("délivrance refusée par l'administration", None)


def test_the_same_candidacy_always_gives_the_same_document() -> None:
    candidacy = a_candidacy()
    later = NOW + timedelta(seconds=3)
    candidacy = candidacy.with_block(candidacy.block(Source.ESTABLISHMENT).answered(facts_stated(), at=later))
    first, second = (DocumentOut.of(candidacy_document(candidacy, a_tender())) for _ in range(2))
    assert first == second
    assert first.etabli_le == later
    assert first.denomination == "ATELIERS VIRELANGUE"


def test_the_declaration_quotes_the_article() -> None:
    document = DocumentOut.of(candidacy_document(a_candidacy(), a_tender()))
    assert document.declaration_sur_l_honneur.article == "R2143-3"
    assert "L2141-7 à L2141-11" in document.declaration_sur_l_honneur.texte
    assert "travailleurs handicapés" in document.declaration_sur_l_honneur.texte


def test_a_sandbox_document_says_that_it_is_worth_nothing() -> None:
    document = candidacy_document(a_candidacy(), a_tender(sandbox=True))
    assert "aucune valeur juridique" in document.mentions[-1]


def test_the_three_surprising_cases_each_have_a_message() -> None:
    closed = (StatedFact("administrative_state_code", "", "F"), StatedFact("closed_on", "", "30/11/2024"))
    assert "fermé depuis le 30/11/2024" in messages_about(closed)[0]
    assert identity_from(FactsStated(closed, None, "{}"), siret=CLOSED, at=NOW).state is OperatorState.CLOSED
    assert "NORVEGE" in messages_about((StatedFact("country", "Pays", "NORVEGE"),))[0]
    assert "diffusion" in messages_about((StatedFact("diffusion_code", "", "partiellement_diffusible"),))[0]
    unknown = identity_from(NothingKnown("404"), siret=CLOSED, at=NOW)
    assert (unknown.state, unknown.messages) == (OperatorState.UNKNOWN, (NO_PUBLIC_DATA,))


def test_an_ordinary_company_has_no_message() -> None:
    facts = (StatedFact("administrative_state_code", "", "A"), StatedFact("diffusion_code", "", "diffusible"))
    assert messages_about(facts) == ()
    assert identity_from(FactsStated(facts, None, "{}"), siret=CLOSED, at=NOW).state is OperatorState.ACTIVE
