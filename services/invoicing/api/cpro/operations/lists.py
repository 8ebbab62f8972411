"""Lists of codes that software fills its forms with.

Currencies and countries come with their names from the Unicode CLDR; rates of VAT from the table of the law, on the day
of the question; syntaxes, frames and states are those that are dealt with here.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from services.invoicing.api.cpro.envelope import Return, refuse_call
from services.invoicing.api.cpro.fields.kinds import Asked, Part
from services.invoicing.api.cpro.fields.lists import (
    CadreFacturation,
    CadresFacturation,
    Devise,
    Devises,
    EtatDemandePaiement,
    EtatsDemandePaiement,
    FormatFlux,
    FormatsFlux,
    Langue,
    ListePays,
    ListeTauxTva,
    ModeDepot,
    ModePaiement,
    ModesDepot,
    ModesPaiement,
    MotifExonerationTva,
    MotifsExonerationTva,
    Pays,
    StatutCourant,
    StatutPossible,
    StatutsPossibles,
    TauxTva,
    TypeDemande,
    TypeDemandePaiement,
    TypeFactureTravaux,
    TypeIdentifiantStructure,
    TypesDemandePaiement,
    TypesFactureTravaux,
    TypesIdentifiantStructure,
)
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.domain.frames import WORKS_FRAMES
from services.invoicing.domain.portal_frames import NAMES, PLAIN_REQUEST, WORKS_REQUEST
from services.invoicing.domain.portal_syntax import READ_HERE
from services.invoicing.domain.portal_treatments import TREATMENTS
from services.invoicing.domain.state_portal import PortalStatus
from services.invoicing.domain.vat_exemptions import EXEMPTIONS
from shared.kernel.paris import legal_day

_WAYS_IN: Final = ("SAISIE_API", "DEPOT_PDF_API")
_MEANS: Final = ("CHEQUE", "PRELEVEMENT", "VIREMENT", "ESPECE", "AUTRE", "REPORT")
_KINDS: Final = (PLAIN_REQUEST, WORKS_REQUEST)
_APART: Final = {"MEMOIRE_JUSTICE": frozenset({"A3"}), "DEMANDE_REMBOURSEMENT": frozenset({"A21"})}
_FRAMES: Final = {
    PLAIN_REQUEST: frozenset(NAMES).difference(WORKS_FRAMES, *_APART.values()),
    WORKS_REQUEST: WORKS_FRAMES,
    **_APART,
}
# CLDR has codes that are no country of ISO 3166-1: groups, pseudo-locales, islands without a code of their own.
_NOT_ISO: Final = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ"
_NO_COUNTRY: Final = frozenset(_NOT_ISO.split())


def _currencies(call: Call, asked: Langue) -> Devises:
    today = _today(call)
    codes = {code for place in get_global("territory_currencies") for code in get_territory_currencies(place, today)}
    names = Locale(asked.code).currencies  # a new currency may have no name yet
    listed = [Devise(codeDevise=code, libelleDevise=names.get(code, code)) for code in sorted(codes)]
    return Devises(listeDevises=listed)


def _countries(_call: Call, asked: Langue) -> ListePays:
    names = {str(code): str(name) for code, name in Locale(asked.code).territories.items()}
    countries = sorted((code, name) for code, name in names.items() if len(code) == 2 and code not in _NO_COUNTRY)
    return ListePays(listePays=[Pays(codePays=code, libellePays=name) for code, name in countries])


def _rates(call: Call, _asked: Asked) -> ListeTauxTva:
    today, law = _today(call), call.app.law
    found: dict[Decimal, str] = {}
    for name in sorted(law.parameters):
        if name.startswith("tva.taux_"):
            found.setdefault(law.value(name, on=today).number, law.parameters[name].label)
    rates = [
        TauxTva(codeTauxTva=f"{rate.normalize():f}", libelleTauxTva=found[rate], valeurTauxTva=rate)
        for rate in sorted(found, reverse=True)
    ]
    return ListeTauxTva(listeTauxTva=rates)


def _exemptions(_call: Call, _asked: Asked) -> MotifsExonerationTva:
    return MotifsExonerationTva(
        listeMotifsExonerationTva=[
            MotifExonerationTva(codeMotifExonerationTva=code, libelleMotifExonerationTva=label)
            for code, label in EXEMPTIONS.items()
        ]
    )


def _frames(_call: Call, asked: TypeDemande) -> CadresFacturation:
    kind = asked.typeDemandePaiement
    if kind and kind not in _FRAMES:
        refuse_call(Return.FIELD_INVALID, f"typeDemandePaiement : {', '.join(_FRAMES)}.")
    codes = _FRAMES[kind] if kind else NAMES
    listed = [CadreFacturation(codeCadreFacturation=name) for code, name in NAMES.items() if code in codes]
    return CadresFacturation(listeCadreFacturation=listed)


def _states(_call: Call, asked: TypeDemande) -> EtatsDemandePaiement:
    if asked.typeDemandePaiement and asked.typeDemandePaiement not in _KINDS:
        refuse_call(Return.FIELD_INVALID, "typeDemandePaiement : FACTURE ou FACTURE_TRAVAUX.")
    states = [EtatDemandePaiement(etatDemandePaiement=status.value) for status in PortalStatus]
    return EtatsDemandePaiement(listeEtatDemandePaiement=states)


def _following(_call: Call, asked: StatutCourant) -> StatutsPossibles:
    following = [after for before, after in TREATMENTS if before.value == asked.statutCourant]
    return StatutsPossibles(
        listeStatutsPossiblesPourTraitement=[
            StatutPossible(statutPossiblePourTraitement=after.value) for after in dict.fromkeys(following)
        ]
    )


def _today(call: Call) -> date:
    return call.work(call.principal(), lambda uow: legal_day(uow.clock.now()))


def _fixed(answer: Part) -> Callable[[Call, Asked], Part]:
    return lambda _call, _asked: answer


def _list(name: str, summary: str, run: Callable[[Call, Any], Part] | Part, **kinds: type) -> AnyOperation:
    asks, answers = kinds.get("asks", Asked), kinds.get("answers", type(run))
    fixed = _fixed(run) if isinstance(run, Part) else run
    return Operation(path=f"transverses/v1/recuperer/{name}", summary=summary, asks=asks, answers=answers, run=fixed)


_FORMATS: Final = FormatsFlux(listeFormatFlux=[FormatFlux(formatFlux=each.value) for each in sorted(READ_HERE)])
_WAYS: Final = ModesDepot(listeModeDepot=[ModeDepot(modeDepot=each) for each in _WAYS_IN])
_PAYING: Final = ModesPaiement(listeModePaiement=[ModePaiement(modePaiement=each) for each in _MEANS])
# What « typeFactureTravaux » bears in the lists of invoices here: the frame that says which account it is.
_WORKS: Final = TypesFactureTravaux(
    listeTypeFactureTravaux=[
        TypeFactureTravaux(typeFactureTravaux=name) for code, name in NAMES.items() if code in WORKS_FRAMES
    ]
)
_REQUESTS: Final = TypesDemandePaiement(
    listeTypeDemandePaiement=[TypeDemandePaiement(typeDemandePaiement=each) for each in _KINDS]
)
_IDENTIFIERS: Final = TypesIdentifiantStructure(
    listeTypeIdentifiant=[TypeIdentifiantStructure(typeIdentifiantStructure="SIRET")]
)
LISTS: Final[tuple[AnyOperation, ...]] = (
    _list("devises", "Lister les devises (ISO 4217).", _currencies, asks=Langue, answers=Devises),
    _list("pays", "Lister les pays (ISO 3166-1).", _countries, asks=Langue, answers=ListePays),
    _list("tauxtva", "Lister les taux de TVA en vigueur.", _rates, answers=ListeTauxTva),
    _list("motifs/exonerationtva", "Lister les motifs d'exonération.", _exemptions, answers=MotifsExonerationTva),
    _list("etat/typedp", "Lister les états d'une facture.", _states, asks=TypeDemande, answers=EtatsDemandePaiement),
    _list(
        "etats/traitement",
        "Lister les états qu'un destinataire peut demander.",
        _following,
        asks=StatutCourant,
        answers=StatutsPossibles,
    ),
    _list("formatflux", "Lister les syntaxes lues ici.", _FORMATS),
    _list("modedepot", "Lister les modes de dépôt.", _WAYS),
    _list("modereglements", "Lister les modes de règlement.", _PAYING),
    _list(
        "cadrefacturation",
        "Lister les cadres de facturation.",
        _frames,
        asks=TypeDemande,
        answers=CadresFacturation,
    ),
    _list("typedp", "Lister les types de demandes de paiement.", _REQUESTS),
    _list("typefacturetravaux", "Lister les types de demandes de paiement de travaux.", _WORKS),
    _list("typeidentifiant/structure", "Lister les types d'identifiants de structures.", _IDENTIFIERS),
)
