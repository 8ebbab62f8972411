"""The French summary of the evidence of an attempt: facts in the order of time, and no judgement."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from shared.kernel.paris import display_instant
from shared.kernel.report import Report, ReportMeta, ReportTable, Section

_WORDS: Final = {"answered": "traitée", "interrupted": "interrompue par l'émetteur"}
_MOST_ROWS: Final = 500


def evidence_report(content: Mapping[str, Any], *, platform: str) -> Report:
    """Write the summary of an evidence as ``Evidence.content`` gives it."""
    found = content["findings"]
    made_at = datetime.fromisoformat(content["made_at"])
    return Report(
        "Éléments de preuve d'une tentative de dépôt",
        ReportMeta(platform, "Pour servir ce que de droit (CE, 23 septembre 2021, n° 449250)", made_at),
        (
            Section("Ce que montrent les enregistrements", evidence_sentences(found)),
            Section("Objet", _subject(content["subject"])),
            Section("Demandes reçues", tables=_requests(content["requests"])),
            Section("État de la plateforme", _platform(content), _silences(found)),
            Section(
                "Ce que ce document ne dit pas",
                (
                    "Il énonce des faits enregistrés par la plateforme et leur heure ; il ne qualifie aucune faute. "
                    "Une demande qui n'est jamais parvenue à la plateforme n'y figure pas.",
                    "Le fichier evidence.json contient le détail ; signature.json porte la signature de la plateforme.",
                ),
            ),
        ),
    )


def evidence_sentences(found: Mapping[str, Any]) -> tuple[str, ...]:
    """Say the findings of an archive of evidence, in French."""
    lines = [
        f"{found['requests']} demande(s) reçue(s) : {found['answered']} traitée(s), "
        f"{sum(found['refused'].values())} refusée(s) pour une raison dite à l'émetteur, "
        f"{found['broken_off_by_the_sender']} interrompue(s) côté émetteur, "
        f"{found['failed_on_the_platform']} en échec côté plateforme.",
        *(f"Refus {code} : {count}." for code, count in found["refused"].items()),
        f"État de la plateforme relevé {found['platform_observed']} fois ; "
        f"{len(found['platform_silences'])} période(s) sans relevé de plus de 30 secondes.",
        f"{found['probes']} dépôt(s) témoin(s) de la plateforme, dont {found['probes_failed']} en échec.",
    ]
    if found["first_request"]:
        first, last = _shown(found["first_request"]), _shown(found["last_request"])
        lines.insert(0, f"Première demande le {first} ; dernière demande achevée le {last}.")
    return tuple(lines)


def _subject(subject: Mapping[str, Any]) -> tuple[str, ...]:
    limits = subject["limits"]
    lines = [
        f"Consultation : {subject['title']} (acheteur : {subject['buyer']}).",
        f"Entreprise : {subject['company']}.",
        f"Date limite connue : {_shown(subject['deadline'])} (version {subject['deadline_version']}).",
        f"Limites publiées : {limits['file_bytes']} octets par fichier, {limits['deposit_bytes']} octets par dépôt.",
    ]
    for deposit in subject["deposits"]:
        completed = deposit["completed_at"]
        end = f"achevé le {_shown(completed)}" if completed else "jamais achevé"
        lines.append(f"Dépôt {deposit['deposit_id']} : commencé le {_shown(deposit['declared_at'])}, {end}.")
    return tuple(lines)


def _requests(requests: Sequence[Mapping[str, Any]]) -> tuple[ReportTable, ...]:
    rows = tuple(
        (
            _shown(one["started_at"]),
            _shown(one["ended_at"]),
            f"{one['method']} {one['route']}",
            "—" if one["status"] is None else str(one["status"]),
            _WORDS.get(one["outcome"], one["outcome"]),
        )
        for one in requests[:_MOST_ROWS]
    )
    caption = "" if len(requests) <= _MOST_ROWS else f"Les {_MOST_ROWS} premières ; toutes sont dans evidence.json."
    return (ReportTable(("Début", "Fin", "Demande", "Statut", "Issue"), rows, caption),)


def _platform(content: Mapping[str, Any]) -> tuple[str, ...]:
    offsets = [abs(one["offset_milliseconds"]) for one in content["clock"] if one["source"] != "database"]
    if not offsets:
        return ("Aucune mesure de l'horloge contre un temps extérieur dans cette période.",)
    return (f"Plus grand écart mesuré de l'horloge contre un temps extérieur : {max(offsets)} ms.",)


def _silences(found: Mapping[str, Any]) -> tuple[ReportTable, ...]:
    rows = tuple((_shown(begin), _shown(end)) for begin, end in found["platform_silences"])
    return (ReportTable(("Sans relevé depuis", "jusqu'à"), rows),) if rows else ()


def _shown(text: str) -> str:
    return f"{display_instant(datetime.fromisoformat(text))} — {text} (UTC)"
