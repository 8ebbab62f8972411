"""Why an administration may know nothing of a company in good standing: the perimeter of each source, in French.

A 404 means that one of these reasons may hold, or that the company does not exist there; it is never evidence against
it. Source: endpoint sheets of API Entreprise (perimeter), read 2026-04-28. A source without an entry covers everybody
whom its title names.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.mps.domain.sources import Source

PERIMETERS: Final[Mapping[Source, str]] = MappingProxyType(
    {
        Source.ESTABLISHMENT: "établissements dont le titulaire s'est opposé à la diffusion ; entreprises privées de "
        "Nouvelle-Calédonie, de Polynésie française et de Wallis-et-Futuna.",
        Source.LEGAL_UNIT: "personnes qui se sont opposées à la diffusion ; entreprises privées de Nouvelle-Calédonie, "
        "de Polynésie française et de Wallis-et-Futuna.",
        Source.TRADE_REGISTER: "entreprises sans activité commerciale : artisans, professions libérales, "
        "associations, exploitants agricoles.",
        Source.NATIONAL_REGISTER: "entreprises de Polynésie française, de Nouvelle-Calédonie et de Wallis-et-Futuna ; "
        "organismes publics.",
        Source.ASSOCIATION: "organismes qui ne sont pas des associations ; associations d'Alsace-Moselle sans numéro "
        "SIREN, de Nouvelle-Calédonie, de Polynésie française et de Wallis-et-Futuna.",
        Source.TAX_CERTIFICATE: "entreprises imposées à l'impôt sur le revenu, dont les micro-entreprises ; sociétés "
        "créées dans l'année ; sociétés en plan de règlement, sauvegarde, conciliation ou redressement, ou en recours "
        "avec sursis de paiement (formulaire 3666) ; sociétés en nom collectif ayant opté pour l'impôt sur les "
        "sociétés. Pour une filiale d'un groupe fiscal, l'attestation de la société mère est aussi nécessaire.",
        Source.SOCIAL_CERTIFICATE: "micro-entrepreneurs hors profession libérale, artisans et commerçants, "
        "artistes-auteurs, utilisateurs du Tese ou du chèque emploi associatif, entreprises sans salarié, entreprises "
        "radiées.",
        Source.AGRICULTURAL_CONTRIBUTIONS: "entreprises qui ne relèvent pas du régime agricole.",
        Source.BUILDING_PENSIONS: "associations, entreprises d'outre-mer, entreprises hors du bâtiment et des travaux "
        "publics.",
        Source.PUBLIC_WORKS_LEAVE: "entreprises du bâtiment (voir la CIBTP), utilisateurs du Tese.",
        Source.BUILDING_LEAVE: "entreprises de travaux publics (voir la CNETP), caisses de La Réunion et des "
        "Antilles-Guyane.",
        Source.TURNOVER: "entreprises qui ne sont pas soumises à l'impôt sur les sociétés au régime réel, dont les "
        "micro-entreprises ; entreprises qui n'ont pas déposé leurs comptes.",
        Source.ACCOUNTS: "entreprises sous le seuil de cotation de la Banque de France, ou de moins de trois bilans.",
        Source.CAPITAL_LINKS: "micro-entreprises.",
        Source.HEADCOUNT: "régimes spéciaux, entreprises sans salarié.",
        Source.DISABLED_WORKERS: "régimes spéciaux, entreprises sans salarié.",
        Source.QUALIBAT: "entreprises qui n'ont pas demandé cette qualification.",
        Source.QUALIFELEC: "entreprises qui n'ont pas demandé cette qualification.",
        Source.ENGINEERING: "entreprises qui n'ont pas demandé cette qualification.",
        Source.PUBLIC_WORKS_CARD: "entreprises qui n'ont pas demandé cette carte.",
        Source.RGE: "entreprises non labellisées ; certificats délivrés par Afnor, Cequami, Cerqual, LNE ou OPQIBI.",
        Source.QUALIOPI: "établissements qui ne sont pas organismes de formation.",
    }
)


def outside(source: Source) -> str | None:
    """Give whom a source does not know, None when it says of nobody that it leaves them out."""
    return PERIMETERS.get(source)
