"""The antivirus of the platform, asked about the documents attached to invoices."""

from collections.abc import Sequence

from services.invoicing.domain.attachments import Analysis, Attachment
from shared.unsealing.malware import Scanner, Verdict

_SILENCE = "non analysé"


class ClamdAntivirus:
    """ClamAV's daemon; without an address nothing is analysed, and that is what is said."""

    def __init__(self, url: str | None) -> None:
        self._url = url

    def analyse(self, attachments: Sequence[Attachment]) -> Sequence[Analysis]:
        """Say what was found in each, or why nothing can be said."""
        if not attachments:
            return ()
        scanner = Scanner(self._url)
        for number, attachment in enumerate(attachments):
            scanner.keep(str(number), b"")  # begins a document
            if attachment.content:  # an empty piece would begin another one
                scanner.keep(str(number), attachment.content)
        documents = scanner.report()["documents"]
        return [_analysis(document) for document in documents] if isinstance(documents, list) else ()


def _analysis(document: object) -> Analysis:
    if not isinstance(document, dict):
        return Analysis(silence=_SILENCE)
    detail = str(document["detail"])
    if document["verdict"] == Verdict.CLEAN.value:
        return Analysis()
    return Analysis(signature=detail) if document["verdict"] == Verdict.INFECTED.value else Analysis(silence=detail)
