"""Every particular company goes on: the form says what its case means, and takes what it types, joins and confirms."""

from services.mps.domain.situations import MESSAGES, Situation
from shared.kernel.siret import Siret
from tests.integration.mps.conftest import Platform
from tests.integration.mps.page_browser import Browser
from tests.integration.mps.test_mps_forms_over_http import PDF, form_of, states, write
from tests.integration.mps.test_mps_pages_over_http import an_application, declared

CASES = {
    "00567890900010": "opposé à la diffusion",
    "00456789700014": "fermé depuis le 30/11/2024",
    "00678901000011": "situé à l'étranger (NORVEGE)",
    "00901234500014": MESSAGES[Situation.VERY_NEW],
    "00912345600015": MESSAGES[Situation.ASSOCIATION],
    "00923456800013": "repris par le 00123456600014",
    "00345678700013": MESSAGES[Situation.SOLE_TRADER],
    "73282932000074": "L'Insee ne publie rien pour ce numéro",
}


def test_each_says_what_it_means_and_goes_on(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    for number, words in CASES.items():
        siret = Siret.parse(number)
        candidacy = platform.request(tender_id, siret, key=f"cle-{number}").json()["candidacy_id"]
        platform.read(candidacy, siret)
        form = form_of(platform, candidacy, siret)
        assert words in " ".join(form["remarks"]), (number, form["remarks"])
        needed = states(form)["identity"]
        assert needed == ("to_give" if number in {"00567890900010", "73282932000074"} else "known"), (number, needed)
        path = f"/mps/candidacies/{candidacy}"
        body = {"answers": [{"code": "identity", "value": "Dénomination, 1 rue Neuve"}], "declarations": ["honour"]}
        saved = write(platform, "PUT", f"{path}/form", key=f"{number}-1", siret=siret, version=0, json=body)
        assert saved.status_code == 200, saved.text
        paper = write(
            platform, "POST", f"{path}/papers?name=a.pdf&about=taxes", key=f"{number}-2", siret=siret, content=PDF
        )
        assert paper.status_code == 201, paper.text
        done = write(platform, "POST", f"{path}/form/confirm", key=f"{number}-3", siret=siret, version=1)
        assert done.json()["status"] == "confirmed", done.text
        document = platform.client.get(f"{path}/document", headers=platform.headers(siret))
        assert document.status_code == 200, document.text
        copy = platform.client.get(f"{path}/attestation.pdf", headers=platform.headers(siret))
        assert copy.content.startswith(b"%PDF")


NUMBERS = {
    "W872001234": Situation.ASSOCIATION_WITHOUT_SIREN,
    "FRWFCH123456": Situation.OVERSEAS_NUMBER,
    "DE123456789": Situation.EUROPEAN_NUMBER,
}


def test_a_number_without_siren_says_what_it_means_and_how_to_go_on(platform: Platform) -> None:
    for typed, situation in NUMBERS.items():
        found = platform.client.get(f"/mps/companies?q={typed}", headers=platform.headers()).json()
        assert [each["code"] for each in found["remarks"]] == [situation.value], found
    editor, market = declared(platform)
    browser = Browser(platform)
    path = browser.enter(an_application(editor, market)["application_url"])
    for typed, situation in NUMBERS.items():
        shown = browser.send(path, browser.read(path).filled(action="ouvrir", siret=typed))
        assert MESSAGES[situation].partition(" :")[0][:40] in shown.text, shown.text
        assert "DUME" in shown.text
        assert "alert" in shown.roles
    wrong = browser.send(path, browser.read(path).filled(action="ouvrir", siret="<b>rien"))
    assert "alert" in wrong.roles
    assert "DUME" not in wrong.text
