"""A company that no administration knows does everything on its page: it types, joins papers, takes copies away."""

import io
import zipfile
from urllib.parse import urlencode

from services.mps.domain.papers import PAPER_BYTES
from services.mps.storage.form_tables import candidacy_paper
from shared.kernel.ids import CandidacyId
from shared.kernel.siret import Siret
from tests.html_pages import ReadPage, read_page
from tests.integration.mps.conftest import Platform
from tests.integration.mps.page_browser import BOUNDARY, CONTENT_TYPE, Browser, multipart
from tests.integration.mps.test_mps_pages_over_http import an_application, declared
from tests.unit.mps.builders import SOLE_TRADER, WHOLE
from tests.waiting import wait_for

UNKNOWN = Siret.parse("73282932000074")  # of which the simulator knows nothing
ABROAD = "HORS-UE CH Zimmerei ; Zimmerei AG ; charpente"
PDF = b"%PDF-1.7\nle bilan"


def opened(platform: Platform, siret: Siret = UNKNOWN) -> tuple[Browser, str]:
    editor, market = declared(platform)
    browser = Browser(platform)
    path = browser.enter(an_application(editor, market, siret)["application_url"])
    browser.send(path, browser.read(path).filled(action="ouvrir", siret=str(siret)))
    return browser, path


def papers(platform: Platform) -> int:
    with platform.app.database.reader() as connection:
        return len(connection.execute(candidacy_paper.select()).all())


def options(page: ReadPage) -> set[str]:
    return set(page.options)


def test_a_company_without_any_certificate_does_everything_on_its_page(platform: Platform) -> None:
    browser, path = opened(platform)
    wait_for(lambda: "attend" not in browser.read(f"{path}/pieces").text, within=5)
    page = browser.read(path)
    typed = {
        "reponse__references": "École de Bellac",
        "declaration": ["honour"],
        "forme": "dc",
        "groupement": "conjoint",
        "membres": ABROAD,
    }
    went = browser.ask("POST", path, page.filled(action="pieces", **typed))
    assert (went.status_code, went.headers["location"]) == (303, f"{path}/pieces")
    assert dict(browser.read(path).fields)["membres"] == "HORS-UE CH ZIMMEREI ; Zimmerei AG ; charpente"
    where = f"{path}/pieces"
    shown = browser.read(where)
    assert "power~CH ZIMMEREI" in options(shown), "a member abroad gives a signed power, joined as a paper"
    assert {"certificate~taxes", "certificate~contributions", "dc1~", "espd~"} <= options(shown)
    joined = browser.upload(where, "Attestation été.pdf", PDF, objet="certificate~taxes", validite="31/12/2027")
    assert "« Attestation été.pdf » est jointe" in joined.text, joined.text
    page = read_page(joined.text)
    assert "31/12/2027" in page.text
    twice = browser.ask("POST", where, joined.request.content, Content_Type=CONTENT_TYPE)
    assert (twice.status_code, papers(platform)) == (200, 1), "the same form sent twice is one paper"
    browser.upload(where, "dc1.odt", b"PK\x03\x04contenu", objet="dc1~")
    assert papers(platform) == 2
    assert "Attestation été.pdf" in browser.read(path).text, "the form says what is joined for what"
    _withdraws_and_joins_again(platform, browser, where)
    ended = browser.send(path, browser.read(path).filled(action="confirmer"))
    assert "terminée" in ended.title
    late = browser.upload(where, "tard.pdf", PDF, preuve=_proof(page))
    assert "alert" in read_page(late.text).roles, "a confirmed candidacy takes no more"
    assert "joindre la pièce" not in browser.read(where).text.lower()
    assert browser.ask("GET", f"{path}/attestation.pdf").content.startswith(b"%PDF")
    package = zipfile.ZipFile(io.BytesIO(browser.ask("GET", f"{path}/package.zip").content))
    kept = [name for name in package.namelist() if name.startswith("pieces/")]
    assert len(kept) == 2


def _withdraws_and_joins_again(platform: Platform, browser: Browser, where: str) -> None:
    page = browser.read(where)
    away = next(each for each in page.actions if each.endswith("/retrait"))
    read = browser.ask("GET", away.removesuffix("/retrait"))
    assert (read.content, read.headers["content-type"]) == (PDF, "application/pdf")
    assert read.headers["content-disposition"].startswith("attachment")
    assert browser.ask("POST", away, b"preuve=faux").status_code == 403
    gone = browser.send(away, urlencode({"preuve": _proof(page)}).encode())
    assert "La pièce est retirée" in gone.text
    again = browser.upload(where, "Attestation été.pdf", PDF, objet="certificate~taxes", validite="31/12/2027")
    assert "est jointe" in again.text
    assert papers(platform) == 3, "what was withdrawn may be joined anew"


def _proof(page: ReadPage) -> str:
    return dict(page.fields)["preuve"]


REFUSED = [
    ("facture.exe", b"MZ", "format"),
    ("piege.pdf", b"<html><script>", "format"),
    ("vide.pdf", b"", "format"),
    ("../../etc/passwd.pdf", PDF, "nom"),
    ("retour\u202efdp.pdf", PDF, "nom"),
    (".pdf", PDF, "nom"),
    ("", PDF, "fichier"),
    ("grand.pdf", PDF + bytes(PAPER_BYTES), "volumineux"),  # the file alone is above
    ("immense.pdf", PDF + bytes(PAPER_BYTES + 300_000), "volumineux"),  # the announced form is
]


def test_what_cannot_be_kept_is_refused_in_words(platform: Platform) -> None:
    browser, path = opened(platform)
    before = _stored(platform)
    for name, content, words in REFUSED:
        answered = browser.upload(f"{path}/pieces", name, content, objet="certificate~taxes")
        assert answered.status_code == 200
        page = read_page(answered.text)
        assert "alert" in page.roles, name
        assert words in page.text.lower(), name
    assert papers(platform) == 0
    assert _stored(platform) == before, "nothing stays of what was refused"
    whole = PDF + bytes(PAPER_BYTES - len(PDF))
    assert "est jointe" in browser.upload(f"{path}/pieces", "juste.pdf", whole).text


def _stored(platform: Platform) -> int:
    return sum(1 for each in platform.settings.data_dir.rglob("*") if each.is_file() and "blobs" in each.parts)


def test_a_form_that_is_not_of_the_page_joins_nothing(platform: Platform) -> None:
    browser, path = opened(platform)
    where = f"{path}/pieces"
    fields = {key: value for key, value in browser.read(where).fields if key != "action"}
    whole = multipart(fields, "a.pdf", PDF)
    closed = Browser(platform)
    assert closed.ask("POST", where, whole, Content_Type=CONTENT_TYPE).status_code == 401
    assert closed.ask("GET", where).status_code == 401
    assert closed.ask("GET", f"{path}/package.zip").status_code == 401
    swapped = whole.replace(fields["preuve"].encode(), b"0" * len(fields["preuve"]))
    end = f"\r\n--{BOUNDARY}--\r\n".encode()
    second = whole.removesuffix(end) + whole[whole.index(b"\r\n--" + BOUNDARY.encode()) :]
    hostile = [
        (swapped, CONTENT_TYPE),
        (multipart({k: v for k, v in fields.items() if k != "preuve"}, "a.pdf", PDF), CONTENT_TYPE),
        (whole.removesuffix(end), CONTENT_TYPE),
        (whole[:-3], CONTENT_TYPE),
        (second, CONTENT_TYPE),
        (whole, "multipart/form-data"),
        (whole, "multipart/form-data; boundary=autre"),
        (whole, "application/x-www-form-urlencoded"),
        (b"", CONTENT_TYPE),
        (multipart({**fields, **{f"c{n}": "x" for n in range(40)}}, "a.pdf", PDF), CONTENT_TYPE),
        (multipart({**fields, "objet": "x" * 9000}, "a.pdf", PDF), CONTENT_TYPE),
        (whole.replace(b'name="piece"', b'name="piece' + b"\xff" + b'"'), CONTENT_TYPE),
    ]
    for body, kind in hostile:
        answered = browser.ask("POST", where, body, Content_Type=kind)
        assert answered.status_code == 200, body[:200]
        assert "alert" in read_page(answered.text).roles, body[:200]
    foreign = browser.ask("POST", where, whole, Content_Type=CONTENT_TYPE, Origin="https://ailleurs.test")
    assert "alert" in read_page(foreign.text).roles
    assert papers(platform) == 0


def test_a_page_reaches_its_own_candidacy_alone(platform: Platform) -> None:
    browser, path = opened(platform, WHOLE)
    browser.upload(f"{path}/pieces", "a.pdf", PDF)
    paper = next(each for each in browser.read(f"{path}/pieces").actions if each.endswith("/retrait"))
    address = paper.removesuffix("/retrait")
    editor, market = declared(platform, name="Autre éditeur")
    other = Browser(platform)
    theirs = other.enter(an_application(editor, market, SOLE_TRADER)["application_url"])
    other.send(theirs, other.read(theirs).filled(action="ouvrir", siret=str(SOLE_TRADER)))
    assert Browser(platform).ask("GET", address).status_code == 401
    assert other.ask("GET", address).status_code == 401, "the session of a page opens no other"
    crossed = address.replace(path, theirs)
    assert other.ask("GET", crossed).status_code == 404
    proof = _proof(other.read(f"{theirs}/pieces"))
    taken = other.send(f"{crossed}/retrait", urlencode({"preuve": proof}).encode())
    assert "alert" in taken.roles
    unknown = f"{path}/pieces/{platform.ids.new(CandidacyId)}"
    assert browser.ask("GET", unknown).status_code == 404
