"""What an e-mail says: that a message is there, about what, and where to go; never what the message says.

An e-mail crosses servers that nobody here controls, so it carries the subject, the name of the consultation and a
link. The link leads to the consultation or to the deposit page, never to messaging: an offer that was sent by
messaging, reached from such a link, was irregular (TA Caen, 15 May 2025, 2501303).
"""

from services.tenders.domain.emails import Mail
from services.tenders.domain.messages import MessageKind

_DEPOSIT_ONLY = (
    "N'envoyez jamais d'offre par la messagerie ni en réponse à ce courriel : une offre se dépose, chiffrée, sur la "
    "page de dépôt de la consultation."
)
_CONFIRMATION = (
    "Une inscription à l'information sur la consultation « {consultation} » a été demandée avec cette adresse. Le lien "
    "ci-dessous la confirme, puis permet à tout moment d'y mettre fin. Sans confirmation de votre part, rien d'autre "
    "ne vous sera envoyé et l'adresse sera effacée."
)


def subject_of(mail: Mail) -> str:
    """Write the subject: a reminder says that it is one."""
    return f"Rappel : {mail.subject}" if mail.sending > 1 else mail.subject


def text_of(mail: Mail, *, public_url: str) -> str:
    """Write the text in French, a line for each fact."""
    paragraphs = [*_what(mail), *_where(mail, public_url)]
    if mail.consultation is not None:
        paragraphs.append(_DEPOSIT_ONLY)
    paragraphs.append(
        "Ce courriel est envoyé automatiquement ; les réponses qui lui sont faites ne sont lues par personne."
    )
    return "\n\n".join(paragraphs) + "\n"


def _what(mail: Mail) -> list[str]:
    if mail.kind is MessageKind.CONFIRMATION:
        return ["Bonjour,", _CONFIRMATION.format(consultation=mail.consultation)]
    again = "vous attend toujours" if mail.sending > 1 else "vous est adressé"
    facts = [f"Objet : {mail.subject}"]
    if mail.consultation is not None:
        facts.append(f"Consultation : {mail.consultation}")
    return ["Bonjour,", f"Un message de {mail.sender_name} {again} sur la plateforme.", "\n".join(facts)]


def _where(mail: Mail, public_url: str) -> list[str]:
    lines = []
    if mail.link is not None:
        is_of_consultation = mail.consultation is not None and mail.kind is not MessageKind.CONFIRMATION
        title = "Page de la consultation" if is_of_consultation else "Page à consulter"
        lines.append(f"{title} :\n{public_url}{mail.link}")
    if mail.has_inbox:
        lines.append("Pour lire le message, identifiez-vous sur la plateforme avec le compte de votre organisme.")
    return lines
