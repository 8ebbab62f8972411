"""What is judged again, and what was said before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.invoicing.domain.judging import FormerVerdict, Judging
from services.invoicing.domain.received import ReceivedInvoice
from shared.kernel.ids import InvoiceId
from shared.kernel.siret import Siret


class Judgings(Protocol):
    """One entry for each invoice that was left unchecked by the machine, or that somebody had judged again."""

    def find(self, invoice_id: InvoiceId) -> Judging | None:
        """Read where the judging of an invoice that was read before stands."""

    def keep(self, judging: Judging) -> None:
        """Keep where the judging of an invoice stands."""

    def due(self, *, now: datetime, limit: int) -> Sequence[Judging]:
        """Give, locked, those to be asked for now, no more than may be awaited at once; rows held are skipped."""

    def ask_all(self, *, recipient: Siret | None, at: datetime) -> int:
        """Have every undecided invoice judged again that was left unchecked, of a recipient or of all; count them."""

    def keep_former(self, invoice: ReceivedInvoice, *, until: datetime) -> None:
        """Keep the verdict of an invoice that gets another one."""

    def former(self, invoice_id: InvoiceId) -> Sequence[FormerVerdict]:
        """Give the former verdicts of an invoice that was read before, the oldest first."""
