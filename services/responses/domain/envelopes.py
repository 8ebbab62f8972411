"""The reasons for which a copie de sauvegarde may be opened, as the facts establish them: annexe 6 article 2 II."""

from collections.abc import Iterable, Mapping

from services.responses.domain.consultation import Closing, Consultation
from services.responses.domain.deposit import Deposit
from services.responses.domain.opening import OpenedFile
from services.responses.domain.verdict import Timeliness, verdict
from shared.kernel.ids import DepositId, FileId
from shared.registers.envelope import Reason
from shared.sealing.outcome import Outcome


def reasons_found(
    deposits: Iterable[Deposit], outcomes: Mapping[FileId, OpenedFile], consultation: Consultation, closing: Closing
) -> Mapping[Reason, DepositId]:
    """Give each reason of annexe 6 that the facts of one company's deposits establish, with the deposit that does.

    A place that another response of the company fills in time needs no copy for lateness or incompleteness.
    """
    verdicts = [(deposit, verdict(deposit, consultation, closing)) for deposit in deposits]
    filled = {slot for deposit, one in verdicts if one.timeliness is Timeliness.IN_TIME for slot in deposit.slots}
    found: dict[Reason, DepositId] = {}
    for deposit, one in verdicts:
        if one.timeliness is not Timeliness.IN_TIME:
            if one.allows_backup_copy and not filled.issuperset(deposit.slots):
                found[Reason(one.timeliness.value)] = deposit.deposit_id
            continue
        opened = [outcomes[file.file_id] for file in deposit.files if file.file_id in outcomes]
        if any(file.is_infected for file in opened):
            found[Reason.MALWARE] = deposit.deposit_id
        if any(file.outcome is not Outcome.OPENED for file in opened):
            found[Reason.UNREADABLE] = deposit.deposit_id
    return found
