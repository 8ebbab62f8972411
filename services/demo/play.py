"""The order of the scenes. Each has a code (kept in the progress as it begins) and a French title."""

from collections.abc import Callable, Iterator

from services.demo import story
from services.demo.companies import companies
from services.demo.scenes import answers, award, finance, opening, payment, publication
from services.demo.stage import Stage

Scene = tuple[str, str, Callable[[Stage], None]]
# What a killed demonstration may be in the middle of; the tests of faults kill at each of these.
NAMED_STEPS = ("publication", "deposit", "opening", "award", "invoice", "payment")


def play(stage: Stage) -> None:
    """Play every scene; one that was done before a restart is told again from what was kept."""
    days = f"{stage.factor / 86_400:.2g}".replace(".", ",")
    stage.narrator.say("Plis : un marché public complet, de la publication au paiement.", bold=True)
    stage.narrator.say(
        f"Bac à sable. Le temps légal part du {story.LEGAL_START:%d/%m/%Y} et court {stage.factor} fois plus vite : "
        f"une seconde réelle vaut {days} jour légal."
    )
    for code, title, scene in _scenes(stage):
        stage.progress.keep("at", code)
        with stage.narrator.step(code, title):
            scene(stage)
    stage.progress.keep("at", "end")


def _scenes(_stage: Stage) -> Iterator[Scene]:
    yield "custodians", "Trois détenteurs de clé s'enregistrent et prouvent qu'ils tiennent leur clé", opening.register
    yield "publication", "L'acheteur publie sa consultation : deux lots, deux documents", publication.publish
    yield "discovery", "Un visiteur anonyme la trouve et télécharge les documents", publication.discover
    yield "candidacy", "L'entreprise A candidate avec son seul numéro SIRET", answers.candidacy
    yield "deposit", "A et B scellent et déposent leurs plis ; B dépose deux fois", answers.deposit_in_time
    yield "receipts", "Les accusés de réception se vérifient hors ligne", answers.verify_receipts
    yield "late", "L'heure limite passe ; C dépose une seconde trop tard", answers.deposit_late
    yield "opening", "Deux détenteurs de clé sur trois ouvrent les plis", opening.hold
    yield "evaluation", "Les offres sont notées", award.evaluate
    yield "award", "Les lots sont attribués ; le délai de suspension commence", award.award
    yield "standstill", "Signer trop tôt est refusé", award.refuse_early_signature
    yield "signature", "Le délai passé, les deux marchés sont signés", award.sign
    yield "notification", "Ils sont transmis au préfet, puis notifiés", award.transmit_and_notify
    yield "order", "Un bon de commande est passé sur le lot 1", payment.order
    yield "invoice", "La facture Factur-X arrive et est jugée par les règles officielles", _invoice
    yield "acceptance", "Elle est acceptée, puis mandatée", payment.accept_and_order_payment
    yield "payment", "Elle est payée deux jours trop tard : les intérêts sont dus", payment.pay_late
    yield "finance", "Le système financier a tout suivi", finance.follow_the_feed


def _invoice(stage: Stage) -> None:
    payment.send_invoice(stage, companies(stage)[story.WINNERS[1]])
