"""The papers of the demonstration: the consultation documents as real PDF files, the bids as real text and figures."""

import hashlib
import io
import json
from collections.abc import Sequence
from decimal import Decimal

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

RULES = (
    "Règlement de la consultation",
    (
        "Procédure : appel d'offres ouvert (code de la commande publique, articles L2124-2, R2124-2, R2161-2 à 5).",
        "Les réponses sont électroniques (article R2132-7). Un numéro SIRET suffit pour la candidature.",
        "Chaque fichier est scellé par le soumissionnaire avant l'envoi.",
        "Deux détenteurs de clé sur trois sont nécessaires à l'ouverture.",
        "Seule la dernière offre reçue dans le délai est ouverte (article R2151-6).",
    ),
)
SPECIFICATIONS = (
    "Cahier des clauses techniques particulières",
    (
        "Lot 1 : entretien des espaces verts du secteur nord (12 hectares, 9 passages par an).",
        "Lot 2 : entretien des espaces verts du secteur sud (8 hectares, 9 passages par an).",
        "Aucun produit phytopharmaceutique de synthèse n'est employé ; les déchets verts sont compostés sur place.",
    ),
)


def procurement_rules() -> bytes:
    """Give the rules of the consultation (règlement de la consultation) as a PDF file."""
    return _pdf(*RULES)


def specifications() -> bytes:
    """Give the technical specifications (CCTP) as a PDF file."""
    return _pdf(*SPECIFICATIONS)


def bid_documents(*, company: str, lot: int, price: Decimal, canary: str) -> dict[str, bytes]:
    """Give the documents of one bid: a technical note and its priced schedule.

    ``canary`` is a text found nowhere else, planted so that a search of all stores can prove that no bid leaks.
    """
    note = f"Mémoire technique de {company}, lot {lot}.\nQuatre jardiniers, deux broyeurs électriques.\n{canary}\n"
    schedule = {"lot": lot, "montant_ht": format(price, "f"), "devise": "EUR", "repere": canary}
    return {
        "memoire-technique.txt": note.encode(),
        "bordereau-des-prix.json": json.dumps(schedule, ensure_ascii=False, indent=1).encode(),
    }


def canary(run_id: str, company: str, lot: int) -> str:
    """Give the planted text of one bid: the same for every try of one run, unknown to any other."""
    return "CANARI-" + hashlib.sha256(f"{run_id}/{company}/{lot}".encode()).hexdigest()[:24]


def _pdf(title: str, paragraphs: Sequence[str]) -> bytes:
    styles = getSampleStyleSheet()
    story: list[Flowable] = [Paragraph(title, styles["Title"]), Spacer(1, 12)]
    for text in paragraphs:
        story += [Paragraph(text, styles["BodyText"]), Spacer(1, 6)]
    output = io.BytesIO()
    # Without the invariant mode every run would give other bytes for the same document.
    SimpleDocTemplate(output, pagesize=A4, title=title, author="Plis, bac à sable", invariant=1).build(story)
    return output.getvalue()
