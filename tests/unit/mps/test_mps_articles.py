"""What is cited without having been read says so."""

import pytest

from services.mps.domain.articles import TO_CHECK, confidence_of
from services.mps.domain.grounds import GROUNDS
from shared.legal.value import Confidence


@pytest.mark.parametrize(
    "article", ["L2141-5", "R2142-5", "R2143-16", "R2144-4", "L2141-1 à L2141-5", "R2142-13, R2142-14"]
)
def test_articles_of_the_extract_were_read(article: str) -> None:
    assert confidence_of(article) is Confidence.OFFICIAL


@pytest.mark.parametrize(
    "article", ["L2141-7", "L2141-10", "R2142-10", "R2142-12", "L2141-1, L2141-8", "", "article 5", "D8222-5"]
)
def test_the_others_are_cited_by_number_alone(article: str) -> None:
    assert confidence_of(article) is Confidence.UNVERIFIED


def test_a_ground_whose_article_was_not_read_says_so_to_the_agent() -> None:
    told = {ground.article: ground.cautions.endswith(TO_CHECK) for ground in GROUNDS}
    assert told == {
        **dict.fromkeys(("L2141-1", "L2141-2", "L2141-3", "L2141-4", "L2141-5"), False),
        **dict.fromkeys(("L2141-7", "L2141-8", "L2141-9", "L2141-10"), True),
    }
