"""Fields of ``transverses/v1/recuperer/…``: lists of codes, and the questions that some of them take."""

from services.invoicing.api.cpro.fields.kinds import Amount, Answered, Asked, Part, Text50


class Langue(Asked):
    """In which language the labels are wanted: FR, or EN."""

    codeLangue: Text50 = ""

    @property
    def code(self) -> str:
        """The language of the labels."""
        return "en" if self.codeLangue.upper() == "EN" else "fr"


class TypeDemande(Asked):
    """Of which kind of payment requests."""

    typeDemandePaiement: Text50 = ""


class StatutCourant(Asked):
    """From which state."""

    statutCourant: Text50


class FormatFlux(Part):
    """A syntax."""

    formatFlux: str


class FormatsFlux(Answered):
    """The syntaxes that are read here."""

    listeFormatFlux: list[FormatFlux]


class Devise(Part):
    """A currency."""

    codeDevise: str
    libelleDevise: str


class Devises(Answered):
    """The currencies (ISO 4217)."""

    listeDevises: list[Devise]


class ModeDepot(Part):
    """A way in."""

    modeDepot: str


class ModesDepot(Answered):
    """The ways in."""

    listeModeDepot: list[ModeDepot]


class Pays(Part):
    """A country."""

    codePays: str
    libellePays: str


class ListePays(Answered):
    """The countries (ISO 3166-1)."""

    listePays: list[Pays]


class ModePaiement(Part):
    """A means of payment."""

    modePaiement: str


class ModesPaiement(Answered):
    """The means of payment."""

    libelle: str = "GCU_MSG_01_000"
    listeModePaiement: list[ModePaiement]


class CadreFacturation(Part):
    """A frame."""

    codeCadreFacturation: str


class CadresFacturation(Answered):
    """The frames (cadres de facturation)."""

    listeCadreFacturation: list[CadreFacturation]


class TauxTva(Part):
    """A rate of VAT."""

    codeTauxTva: str
    libelleTauxTva: str
    valeurTauxTva: Amount


class ListeTauxTva(Answered):
    """The rates of VAT in force."""

    listeTauxTva: list[TauxTva]


class MotifExonerationTva(Part):
    """Why there is no VAT."""

    codeMotifExonerationTva: str
    libelleMotifExonerationTva: str


class MotifsExonerationTva(Answered):
    """Why there may be no VAT (VATEX)."""

    listeMotifsExonerationTva: list[MotifExonerationTva]


class TypeFactureTravaux(Part):
    """A kind of accounts of works."""

    typeFactureTravaux: str


class TypesFactureTravaux(Answered):
    """The kinds of accounts of works."""

    listeTypeFactureTravaux: list[TypeFactureTravaux]


class TypeDemandePaiement(Part):
    """A kind of payment requests."""

    typeDemandePaiement: str


class TypesDemandePaiement(Answered):
    """The kinds of payment requests."""

    listeTypeDemandePaiement: list[TypeDemandePaiement]


class TypeIdentifiantStructure(Part):
    """A kind of identifiers."""

    typeIdentifiantStructure: str


class TypesIdentifiantStructure(Answered):
    """The kinds of identifiers of structures that are known here."""

    listeTypeIdentifiant: list[TypeIdentifiantStructure]


class EtatDemandePaiement(Part):
    """A state of invoices."""

    etatDemandePaiement: str


class EtatsDemandePaiement(Answered):
    """The states of invoices."""

    listeEtatDemandePaiement: list[EtatDemandePaiement]


class StatutPossible(Part):
    """A state that a recipient may name."""

    statutPossiblePourTraitement: str


class StatutsPossibles(Answered):
    """The states that a recipient may name from another."""

    listeStatutsPossiblesPourTraitement: list[StatutPossible]
