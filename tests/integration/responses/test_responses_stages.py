"""Les phases d'une consultation vues des plis : qui est invité, ce qui est attendu, ce qui est sans suite."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services.clients.responses import ResponsesClient
from shared.contracts.tenders_stages import TenderAbandonedV1
from tests.integration.responses.platform import ACME, BOLT, BUYER, Platform


def refused(platform: Platform, **deposit: Any) -> tuple[int, str]:
    """Try to deposit; give the status and the code of the refusal."""
    with pytest.raises(httpx.HTTPStatusError) as refusal:
        platform.deposit(b"canari-refuse", **deposit)
    return refusal.value.response.status_code, refusal.value.response.json()["code"]


def abandon(platform: Platform, *, whole: bool = True) -> None:
    platform.deliver(
        TenderAbandonedV1(
            aggregate_id=platform.tender_id,
            aggregate_version=9,
            tender_id=platform.tender_id,
            buyer_siret=str(BUYER),
            lots=(1, 2) if whole else (2,),
            whole=whole,
            outcome="abandoned",
            motive="budget",
            abandoned_at=datetime.now(UTC),
        )
    )


def test_only_the_invited_may_answer(platform: Platform) -> None:
    platform.publish_stage("offer", invited=(ACME,))
    assert platform.deposit(b"canari-invite", siret=ACME)["status"] == "complete"
    assert refused(platform, siret=BOLT) == (403, "RSP-NOT-INVITED")


def test_an_invitation_may_be_widened_by_a_change(platform: Platform) -> None:
    platform.publish_stage("offer", invited=(ACME,))
    platform.publish_stage("offer", invited=(ACME, BOLT))
    assert platform.deposit(b"canari-invite", siret=BOLT)["status"] == "complete"


def test_a_stage_of_candidacies_receives_no_bid(platform: Platform) -> None:
    platform.publish_stage("candidacy")
    assert refused(platform, siret=ACME, lot=1) == (422, "RSP-PART-UNEXPECTED")


def test_what_was_published_before_stages_receives_everything(platform: Platform) -> None:
    platform.publish()
    assert platform.deposit(b"canari-avant", siret=BOLT)["status"] == "complete"


def test_nothing_more_is_received_for_what_was_given_up(platform: Platform) -> None:
    platform.publish_stage("candidacy", "offer")
    abandon(platform, whole=False)
    assert platform.deposit(b"canari-avant", siret=ACME)["status"] == "complete"
    abandon(platform)
    abandon(platform)
    assert refused(platform, siret=BOLT) == (409, "RSP-CONSULTATION-ABANDONED")


def test_an_abandonment_may_arrive_before_the_publication(platform: Platform) -> None:
    abandon(platform)
    platform.publish_stage("candidacy", "offer")
    assert refused(platform, siret=ACME)[1] == "RSP-CONSULTATION-ABANDONED"
    assert isinstance(platform.company(ACME), ResponsesClient)
