"""Identifiers of what tenders alone holds: needs, quotations, exchanges with companies, decisions, messages."""

from shared.kernel.ids import Id


class RegistrationId(Id):
    """A registration to be told of changes (inscription)."""

    __slots__ = ()


class DownloadId(Id):
    """A line of the register of downloads (registre des retraits)."""

    __slots__ = ()


class RectificationId(Id):
    """A change of a published consultation (rectification)."""

    __slots__ = ()


class NeedId(Id):
    """A worksheet of a need (besoin)."""

    __slots__ = ()


class QuotationId(Id):
    """A request for quotations (demande de devis)."""

    __slots__ = ()


class QuoteId(Id):
    """A quote of a company (devis)."""

    __slots__ = ()


class QuoteFileId(Id):
    """A file of a quote."""

    __slots__ = ()


class QuestionId(Id):
    """A question of a company (demande de renseignements)."""

    __slots__ = ()


class VisitId(Id):
    """A site visit (visite sur les lieux)."""

    __slots__ = ()


class BookingId(Id):
    """A place taken in a site visit."""

    __slots__ = ()


class SampleId(Id):
    """A sample or a model received (échantillon, maquette)."""

    __slots__ = ()


class AwardDecisionId(Id):
    """A decision that awards a lot to one or several holders (décision d'attribution)."""

    __slots__ = ()


class RejectionId(Id):
    """A notice of rejection (notification de rejet)."""

    __slots__ = ()


class WinnerCheckId(Id):
    """A request of documents to the likely winner (R2144-4)."""

    __slots__ = ()


class ReasonRequestId(Id):
    """A request of the reasons of a rejection (R2181-2, R2181-4)."""

    __slots__ = ()


class CommitteeId(Id):
    """An award committee (commission d'appel d'offres)."""

    __slots__ = ()


class CommitteeSessionId(Id):
    """A session of an award committee (séance de la commission)."""

    __slots__ = ()


class ModificationId(Id):
    """A modification of a contract (modification, avenant)."""

    __slots__ = ()


class ServiceOrderId(Id):
    """A service order (ordre de service)."""

    __slots__ = ()


class SubcontractId(Id):
    """A declared subcontract (sous-traitance)."""

    __slots__ = ()


class DutyRecordId(Id):
    """The record that a duty was done outside the platform."""

    __slots__ = ()


class InquiryId(Id):
    """A question of the buyer to candidates or tenderers after the opening (demande de compléments, de précisions)."""

    __slots__ = ()


class SavedSearchId(Id):
    """A saved search (recherche enregistrée)."""

    __slots__ = ()


class MessageId(Id):
    """A message between a buyer and companies."""

    __slots__ = ()


class EmailId(Id):
    """An e-mail that tells of a message, to one address."""

    __slots__ = ()


class WebhookId(Id):
    """A subscription to events over HTTP (webhook)."""

    __slots__ = ()


class DeliveryId(Id):
    """One call to a webhook."""

    __slots__ = ()
