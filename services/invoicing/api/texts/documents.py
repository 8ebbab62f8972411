"""Refusals about documents that cannot be read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText
from shared.http.xml_texts import XML_TEXTS

_UNREADABLE_XML: Final = "Document XML illisible"
_PDF: Final = "Facture PDF illisible"

DOCUMENTS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        **XML_TEXTS,
        "INV-UNREADABLE": ProblemText(
            "Facture illisible", "{label} ({term}) : cette mention manque ou n'a pas la forme attendue.", 422
        ),
        "INV-UNKNOWN-FORMAT": ProblemText(
            "Format de facture inconnu",
            "Sont lus : UBL 2.1, CII et Factur-X. Ce document commence par l'élément {root}.",
            415,
        ),
        "INV-FILE-KIND": ProblemText(
            "Format de facture inconnu",
            "Ce fichier est {kind}. Sont lus : UBL 2.1, CII et Factur-X (PDF), seuls ou dans une archive tar.gz.",
            415,
        ),
        "INV-FILE-UNREADABLE": ProblemText("Fichier illisible", "Le fichier n'est pas lu : {fault}.", 422),
        "INV-PDF-UNREADABLE": ProblemText(_PDF, "Le fichier PDF est incomplet ou abîmé : demandez-le à nouveau.", 422),
        "INV-PDF-ENCRYPTED": ProblemText(_PDF, "Le fichier PDF est chiffré : une Factur-X ne doit pas l'être.", 422),
        "INV-PDF-WITHOUT-XML": ProblemText(
            _PDF,
            "Le PDF ne contient pas de facture XML : demandez une Factur-X, ou la facture en UBL ou en CII.",
            422,
        ),
        "INV-PDF-SEVERAL-XML": ProblemText(
            _PDF, "Le PDF contient {count} factures XML : on ne sait pas laquelle fait foi.", 422
        ),
        "INV-PDF-ATTACHMENT-TOO-LARGE": ProblemText(
            _PDF, "Une pièce jointe du PDF est démesurée une fois décompressée : elle n'est pas lue.", 422
        ),
        "INV-ZUGFERD-1": ProblemText(
            "Format abandonné",
            "Cette facture est au format ZUGFeRD 1.0, que la norme EN 16931 a remplacé : demandez une Factur-X.",
            415,
        ),
        "INV-ARCHIVE-UNREADABLE": ProblemText(
            "Archive illisible", "L'archive tar.gz ne peut pas être lue jusqu'au bout ({fault}).", 422
        ),
        "INV-ARCHIVE-MEMBER": ProblemText("Fichier de l'archive écarté", "Ce fichier n'est pas lu : {fault}.", 422),
        "INV-VALIDATOR-UNAVAILABLE": ProblemText(
            "Contrôle interrompu",
            "Le contrôle officiel s'est arrêté deux fois sur ce document : on ne sait pas s'il est conforme.",
            409,
        ),
        # What an invoice makes more precise of the common words.
        "XML-DOCTYPE": ProblemText(
            _UNREADABLE_XML, "Une facture n'a pas de déclaration DOCTYPE : le document est refusé sans être lu.", 422
        ),
        "XML-TEXT-TOO-LONG": ProblemText(
            _UNREADABLE_XML, "Une pièce jointe dépasse {limit} caractères une fois encodée.", 422
        ),
    }
)
