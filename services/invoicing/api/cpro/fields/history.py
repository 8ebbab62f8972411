"""Fields of ``factures/v1/consulter/historique``."""

from services.invoicing.api.cpro.fields.kinds import Answered, Asked, Number, Part, Text255


class ParamRechercheHistoActionsUtilisateurs(Asked):
    """Which acts."""

    nbResultatsParPageListeHistoAction: Number | None = None
    pageResultatDemandeeListeHistoAction: Number | None = None
    triColonneListeHistoAction: Text255 | None = None
    triSensListeHistoAction: Text255 | None = None


class ParamRechercheHistoEvenementsComplementaires(Asked):
    """Which events."""

    nbResultatsParPageListeHistoEvenement: Number | None = None
    pageResultatDemandeeListeHistoEvenement: Number | None = None
    triColonneListeHistoEvenement: Text255 | None = None
    triSensListeHistoEvenement: Text255 | None = None


class ParamRechercheHistoStatuts(Asked):
    """Which steps."""

    nbResultatsParPageListeHistoStatut: Number | None = None
    pageResultatDemandeeListeHistoStatut: Number | None = None
    triColonneListeHistoStatut: Text255 | None = None
    triSensListeHistoStatut: Text255 | None = None


class ConsulterHistorique(Asked):
    """Whose history, and which pages of it."""

    idEspace: Number | None = None
    idFacture: Number | None = None
    idUtilisateurCourant: Number | None = None
    nbResultatsMaximum: Number | None = None
    paramRechercheHistoActionsUtilisateurs: ParamRechercheHistoActionsUtilisateurs | None = None
    paramRechercheHistoEvenementsComplementaires: ParamRechercheHistoEvenementsComplementaires | None = None
    paramRechercheHistoStatuts: ParamRechercheHistoStatuts | None = None


class DerniereAction(Part):
    """The last act of a user."""

    derniereActionCode: str | None = None
    derniereActionId: int | None = None


class HistoAction(Part):
    """An act of a user."""

    histoActionCode: str | None = None
    histoActionDateHeure: str | None = None
    histoActionId: int | None = None
    histoActionUtilisateurEmail: str | None = None
    histoActionUtilisateurNom: str | None = None
    histoActionUtilisateurPrenom: str | None = None
    histoActionUtilisateurTelephone: str | None = None


class HistoriquesDesActionsUtilisateurs(Part):
    """The acts of users."""

    histoAction: list[HistoAction] | None = None
    nbResultatsParPageHistoAction: int | None = None
    pageCouranteHistoAction: int | None = None
    pagesHistoAction: int | None = None
    totalHistoAction: int | None = None


class Evenement(Part):
    """Another event."""

    evenementDateHeure: str | None = None
    evenementId: int | None = None
    evenementLibelle: str | None = None
    evenementQui: str | None = None


class HistoriquesDesEvenementsComplementaires(Part):
    """The other events."""

    evenement: list[Evenement] | None = None
    nbResultatsParPageEvenement: int | None = None
    pageCouranteEvenement: int | None = None
    pagesEvenement: int | None = None
    totalEvenement: int | None = None


class HistoStatut(Part):
    """A step."""

    histoStatutCode: str | None = None
    histoStatutCommentaire: str | None = None
    histoStatutDatePassage: str | None = None
    histoStatutId: int | None = None
    histoStatutUtilisateurEmail: str | None = None
    histoStatutUtilisateurNom: str | None = None
    histoStatutUtilisateurPrenom: str | None = None
    histoStatutUtilisateurTelephone: str | None = None


class HistoriquesDesStatuts(Part):
    """The steps."""

    histoStatut: list[HistoStatut] | None = None
    nbResultatsParPageHistoStatut: int | None = None
    pageCouranteHistoStatut: int | None = None
    pagesHistoStatut: int | None = None
    totalHistoStatut: int | None = None


class Historique(Answered):
    """The history of an invoice."""

    derniereAction: DerniereAction | None = None
    historiquesDesActionsUtilisateurs: HistoriquesDesActionsUtilisateurs | None = None
    historiquesDesEvenementsComplementaires: HistoriquesDesEvenementsComplementaires | None = None
    historiquesDesStatuts: HistoriquesDesStatuts | None = None
    idFacture: int | None = None
    modeDepot: str | None = None
    numeroFacture: str | None = None
    statutCourantCode: str | None = None
