"""When a copie de sauvegarde or a response on paper may be opened: each reason, and each refused one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.responses.domain.consultation import Consultation
from services.responses.domain.deposit import Deposit
from services.responses.domain.envelopes import reasons_found
from services.responses.domain.opening import OpenedFile
from shared.kernel.ids import OpeningId
from shared.kernel.refusal import Refused
from shared.kernel.siret import Siret
from shared.legal.electronic import NUMBERS, Regime, ResponseRules
from shared.registers.envelope import Envelope, EnvelopeKind, EnvelopeStatus, Reason
from shared.registers.paper import PaperRegister, PaperStanding
from shared.sealing.outcome import Outcome
from tests.unit.registers.test_envelope import an_envelope
from tests.unit.responses.builders import ACME, BOLT, T, a_closing, a_consultation, a_deposit

SECOND = timedelta(seconds=1)
IN_TIME, LATE = T - SECOND, T + SECOND


def reasons(*deposits: Deposit, outcome: Outcome | None = None, scan: dict[str, Any] | None = None) -> set[Reason]:
    outcomes = {
        file.file_id: OpenedFile(file.file_id, OpeningId(UUID(int=9)), outcome, "", T, scan)
        for deposit in deposits
        for file in deposit.files
        if outcome is not None
    }
    return set(reasons_found(deposits, outcomes, a_consultation(), a_closing()))


def begun_late(number: int) -> Deposit:
    return replace(a_deposit(number, None), declared_at=T + SECOND)


def test_without_an_electronic_response_no_copy_is_opened() -> None:
    assert reasons() == set()


def test_a_response_that_opens_needs_no_copy() -> None:
    clean = {"engine": "x", "documents": [{"name": "a", "verdict": "clean", "detail": ""}]}
    assert reasons(a_deposit(1, IN_TIME), outcome=Outcome.OPENED, scan=clean) == set()
    unscanned = {"engine": None, "documents": [{"name": "a", "verdict": "unscanned", "detail": "x"}]}
    assert reasons(a_deposit(1, IN_TIME), outcome=Outcome.OPENED, scan=unscanned) == set()


def test_malware_with_its_trace_is_a_reason() -> None:
    infected = {"engine": "x", "documents": [{"name": "a", "verdict": "infected", "detail": "Eicar"}]}
    assert reasons(a_deposit(1, IN_TIME), outcome=Outcome.OPENED, scan=infected) == {Reason.MALWARE}


@pytest.mark.parametrize("outcome", [Outcome.UNREADABLE, Outcome.DAMAGED, Outcome.MISSING, Outcome.FOREIGN])
def test_a_response_that_could_not_be_opened_is_a_reason(outcome: Outcome) -> None:
    assert reasons(a_deposit(1, IN_TIME), outcome=outcome) == {Reason.UNREADABLE}


def test_late_or_incomplete_counts_when_the_sending_had_begun_in_time() -> None:
    """Annexe 6 article 2 II 2°; DAJ: what ends after the hour is late, what began before it opens the copy."""
    assert reasons(a_deposit(1, LATE)) == {Reason.LATE}
    assert reasons(a_deposit(1, None)) == {Reason.INCOMPLETE}
    assert reasons(replace(a_deposit(1, LATE), declared_at=T + SECOND / 2)) == set()
    assert reasons(begun_late(1)) == set()


def test_a_response_in_time_for_the_same_place_needs_no_copy() -> None:
    """TA Poitiers, 14/11/2017, n° 1702401: responses replace, they do not complete one another."""
    assert reasons(a_deposit(1, IN_TIME), a_deposit(2, LATE)) == set()
    assert reasons(a_deposit(1, IN_TIME, lots=(1,)), a_deposit(2, LATE, lots=(2,))) == {Reason.LATE}


def test_ta_marseille_01_06_2023_begun_at_15_20_complete_at_16_01_is_late_and_its_copy_may_be_opened() -> None:
    begun = replace(a_deposit(1, T + timedelta(minutes=1)), declared_at=T - timedelta(minutes=40))
    assert reasons(begun) == {Reason.LATE}


PAPER = a_consultation(rules=ResponseRules(Regime.EXCEPTION, "security"))


def a_register(
    *envelopes: Envelope, consultation: Consultation = PAPER, electronic: frozenset[Siret] = frozenset()
) -> PaperRegister:
    return PaperRegister(envelopes, consultation.rules, a_closing().deadline, electronic)


def paper(number: int, **changes: Any) -> Envelope:
    return an_envelope(number=number, kind=EnvelopeKind.RESPONSE, received_at=changes.pop("at", IN_TIME), **changes)


def test_the_last_response_on_paper_in_time_is_opened() -> None:
    first, last, late = paper(1), paper(2), paper(3, at=LATE)
    register = a_register(first, last, late)
    assert [register.standing(one).value for one in (first, last, late)] == ["replaced", "in_time", "late"]
    assert register.unopened == (last,)
    assert a_register(replace(last, status=EnvelopeStatus.OPENED)).unopened == ()


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (PaperStanding.NOT_ADMITTED, "ENV-PAPER-NOT-ADMITTED"),
        (PaperStanding.LATE, "ENV-LATE"),
        (PaperStanding.REPLACED, "ENV-REPLACED"),
        (PaperStanding.MIXED, "ENV-MIXED-TRANSMISSION"),
    ],
)
def test_each_other_standing_is_refused(standing: PaperStanding, code: str) -> None:
    envelope = paper(1, at=LATE if standing is PaperStanding.LATE else IN_TIME)
    others = [paper(2)] if standing is PaperStanding.REPLACED else []
    register = a_register(
        envelope,
        *others,
        consultation=a_consultation() if standing is PaperStanding.NOT_ADMITTED else PAPER,
        electronic=frozenset({ACME}) if standing is PaperStanding.MIXED else frozenset({BOLT}),
    )
    assert register.standing(envelope) is standing
    with pytest.raises(Refused) as refused:
        register.check(envelope)
    assert refused.value.refusal.code == code


@pytest.mark.parametrize("exception", NUMBERS)
def test_the_exception_governs_what_is_received(exception: str) -> None:
    """R2132-12 1° to 7°: the objects of 6° come by hand, with electronic documents."""
    rules = ResponseRules(Regime.EXCEPTION, exception)
    is_objects = exception == "models_and_samples"
    assert (rules.takes_electronic, rules.takes_paper) == (is_objects, not is_objects)
    consultation = a_consultation(rules=rules)
    if is_objects:
        consultation.check_company(ACME)
        return
    with pytest.raises(Refused) as refused:
        consultation.check_company(ACME)
    assert refused.value.refusal.code == "ELEC-EXCEPTED"
    assert refused.value.refusal.article == f"R2132-12 {NUMBERS[exception]}"


def test_where_the_company_chooses_both_are_received() -> None:
    rules = ResponseRules(Regime.OPTIONAL)
    assert (rules.takes_electronic, rules.takes_paper) == (True, True)
    assert ResponseRules().takes_paper is False
