"""Every event that Plis knows, by type: the one list from which documentation, schemas and readers are made."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.contracts import (
    invoicing,
    invoicing_decisions,
    invoicing_flows,
    invoicing_portal,
    mps,
    responses,
    tenders,
    tenders_awards,
    tenders_contract_life,
    tenders_quotations,
    tenders_selection,
    tenders_stages,
)
from shared.contracts.event import Event

EVENT_CLASSES: tuple[type[Event], ...] = (
    tenders.TenderPublishedV1,
    tenders.TenderChangedV1,
    tenders_stages.TenderPublishedV2,
    tenders_stages.TenderChangedV2,
    tenders_stages.TenderPublishedV3,
    tenders_stages.TenderChangedV3,
    tenders_stages.TenderAbandonedV1,
    tenders.SubmissionClosedV1,
    tenders.ContractAwardedV1,
    tenders.ContractSignedV1,
    tenders.ContractTransmittedV1,
    tenders.ContractNotifiedV1,
    tenders_awards.AwardWithdrawnV1,
    tenders_awards.ContractCancelledV1,
    tenders_contract_life.ContractModifiedV1,
    tenders_contract_life.SubcontractAcceptedV1,
    tenders_contract_life.ContractEndedV1,
    tenders_quotations.QuotationOrderedV1,
    tenders_selection.SelectionAnnouncedV1,
    responses.CustodianRegisteredV1,
    responses.ResponsesOpenedV1,
    mps.CertificateRequestedV1,
    mps.CertificateFetchedV1,
    mps.CandidacyCompletedV1,
    mps.ContractVigilanceDueV1,
    mps.DelegationRecordedV1,
    mps.RepresentationShownV1,
    invoicing.PurchaseOrderPlacedV1,
    invoicing_flows.InvoiceFlowReceivedV1,
    invoicing.InvoiceReceivedV1,
    invoicing.InvoiceValidatedV1,
    invoicing.InvoiceAcceptedV1,
    invoicing_decisions.InvoicePartlyAcceptedV1,
    invoicing_decisions.InvoiceInterruptedV1,
    invoicing_decisions.InvoiceCompletedV1,
    invoicing_decisions.InvoiceRefusedV1,
    invoicing_portal.InvoiceAnsweredV1,
    invoicing_portal.InvoiceReturnedV1,
    invoicing_portal.PaymentOrderHandedOverV1,
    invoicing_portal.PaymentOrderBookedV1,
    invoicing.PaymentOrderedV1,
    invoicing.InvoicePaidV1,
    invoicing.LateInterestDueV1,
)

EVENTS: Mapping[str, type[Event]] = MappingProxyType({event.event_type: event for event in EVENT_CLASSES})
