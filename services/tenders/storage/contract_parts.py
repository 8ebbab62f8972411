"""The parts of a contract that are stored as JSON: signature, signed document, notification."""

from datetime import date
from typing import Any

from services.tenders.domain.contracts import (
    Notification,
    NotificationMeans,
    Signature,
    SignatureForm,
    SignedDocument,
)
from services.tenders.domain.documents import StoredBytes

Json = dict[str, Any]


def signature_to_json(signature: Signature) -> Json:
    """Write a signature; its day has a column of its own."""
    return {"form": signature.form.value, "function": signature.function}


def signature_from_json(part: Json, *, signed_on: date) -> Signature:
    """Read a signature."""
    return Signature(form=SignatureForm(part["form"]), signed_on=signed_on, function=part["function"])


def document_to_json(document: SignedDocument | None) -> Json | None:
    """Write where the signed file is, or its absence."""
    if document is None:
        return None
    return {
        "name": document.name,
        "media_type": document.media_type,
        "blob": document.content.blob_id,
        "size": document.content.size,
        "sha256": document.content.sha256,
    }


def document_from_json(part: Json | None) -> SignedDocument | None:
    """Read where the signed file is, or its absence."""
    if part is None:
        return None
    content = StoredBytes(blob_id=part["blob"], size=part["size"], sha256=part["sha256"])
    return SignedDocument(part["name"], part["media_type"], content)


def notification_to_json(notification: Notification | None) -> Json | None:
    """Write a notification, or its absence; its day has a column of its own."""
    if notification is None:
        return None
    return {"means": notification.means.value, "message": notification.message_id, "note": notification.note}


def notification_from_json(part: Json | None, *, notified_on: date | None) -> Notification | None:
    """Read a notification, or its absence."""
    if part is None or notified_on is None:
        return None
    return Notification(NotificationMeans(part["means"]), notified_on, part["message"], part["note"])
