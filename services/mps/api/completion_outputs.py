"""A request for completion, prefilled for everybody concerned, as JSON."""

from typing import Final, Self

from pydantic import BaseModel, Field

from services.mps.api.form_outputs import AskedOut
from services.mps.handlers.buyer_reading import Completion

_OF_MEMBERS: Final = (
    "Pour chaque membre du groupement qui n'en a pas donné : déclaration sur l'honneur et renseignements (R2143-3)"
)


class CompletionOut(BaseModel):
    """What one candidate may be asked to complete."""

    deposit_id: str
    siret: str
    name: str
    lots: list[int]
    missing: list[AskedOut]
    silent_members: list[str] = Field(description="Membres du groupement sans candidature ici (R2143-3).")


class CompletionsOut(BaseModel):
    """A prefilled request for completion: everybody concerned, the same text, the same delay (R2144-2)."""

    kind: str = Field(default="completion", description="Nature de la demande pour /tenders/…/inquiries.")
    article: str = "R2144-2"
    response_ids: list[str]
    text: str
    items: list[CompletionOut]

    @classmethod
    def of_all(cls, completions: list[Completion]) -> Self:
        """Write the request."""
        shown = [
            CompletionOut(
                deposit_id=str(each.response.deposit_id),
                siret=str(each.response.siret),
                name=each.response.name,
                lots=list(each.response.lots),
                missing=[AskedOut.of(item) for item in each.missing],
                silent_members=[party.name for party in each.silent],
            )
            for each in completions
        ]
        titles = list(dict.fromkeys(item.title for each in shown for item in each.missing))
        titles += [_OF_MEMBERS] if any(each.silent_members for each in shown) else []
        lines = "".join(f"\n- {title}" for title in titles)
        text = (
            "Votre candidature peut être complétée (article R2144-2 du code de la commande publique). Selon votre "
            f"dossier, indiquez ou joignez :{lines}\nLe délai est le même pour tous les candidats concernés."
        )
        return cls(response_ids=[each.deposit_id for each in shown], text=text if titles else "", items=shown)
