"""The letters of rejection say what is due to each company, and no more (R2181-1 to R2181-4)."""

from datetime import date
from decimal import Decimal

import pytest

from services.tenders.domain.evaluation import SettingAside, SettingAsideGround
from services.tenders.domain.rejection_text import RejectionFacts, answer_text, draft_text, legal_mentions
from services.tenders.domain.rejections import RejectionGround
from services.tenders.domain.scoring import RankedBid
from shared.kernel.money import Money
from tests.unit.tenders.builders import ACME, BOLT, FIRST, SECOND, price, quality

WINNER = RankedBid(
    FIRST, ACME, "Acme", Money(Decimal(98_765)), {"price": Decimal("9.5"), "quality": Decimal(8)}, Decimal(89), 1, False
)
OWN = RankedBid(
    SECOND, BOLT, "Bolt", Money(Decimal(99_000)), {"price": Decimal(9), "quality": Decimal(7)}, Decimal(82), 2, False
)
ASIDE = SettingAside(SettingAsideGround.IRREGULAR, "Acte d'engagement absent.")


def facts(ground: RejectionGround) -> RejectionFacts:
    aside = ASIDE if ground is RejectionGround.SET_ASIDE else None
    own = None if aside else OWN
    return RejectionFacts("Écoles", 1, "Secteur nord", ground, own, aside, (WINNER,), (price(), quality()), 2)


@pytest.mark.parametrize("ground", RejectionGround)
def test_every_letter_names_the_lot_and_the_winner_never_a_price(ground: RejectionGround) -> None:
    for text in (draft_text(facts(ground)), answer_text(facts(ground))):
        assert "Acme" in text
        assert "98" not in text
        assert "{" not in text
    assert "« Écoles », lot 1 (Secteur nord)" in draft_text(facts(ground))


def test_a_ranked_bid_learns_its_place_and_what_made_the_winner_s_advantage() -> None:
    text = draft_text(facts(RejectionGround.RANKED))
    assert "classée 2e sur 2, avec 82 sur 100" in text
    assert "- Valeur technique : 7 sur 10" in text
    assert "L'offre de Acme a été choisie" in text
    assert "- Prix : 9,5 sur 10" in text


@pytest.mark.parametrize("ground", [RejectionGround.SET_ASIDE, RejectionGround.ELIMINATED])
def test_who_was_set_aside_learns_why_and_not_the_advantages_of_the_winner(ground: RejectionGround) -> None:
    text = draft_text(facts(ground))
    assert "9,5 sur 10" not in text
    assert ("Acte d'engagement absent." in text) is (ground is RejectionGround.SET_ASIDE)
    assert ("R2144-7" in text) is (ground is RejectionGround.ELIMINATED)


@pytest.mark.parametrize("ground", SettingAsideGround)
def test_every_ground_of_setting_aside_has_its_words(ground: SettingAsideGround) -> None:
    aside = SettingAside(ground, "Motif.")
    given = RejectionFacts("É", 1, "L", RejectionGround.SET_ASIDE, None, aside, (WINNER,), (price(),), 1)
    assert "Votre offre a été jugée" in draft_text(given)


@pytest.mark.parametrize("waits", [True, False])
def test_the_day_of_signature_is_told_and_the_delay_where_there_is_one(waits: bool) -> None:
    text = legal_mentions(signable_from=date(2027, 1, 8), waits=waits)
    assert "à compter du 08/01/2027" in text
    assert ("R2182-1" in text) is waits
