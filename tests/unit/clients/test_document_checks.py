"""What is said of documents before they are sealed: G11, TA Montpellier, 29/10/2024, n° 2405722."""

import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter

from services.clients.document_checks import warnings_of


def told(path: Path, content: bytes | None = None) -> list[str]:
    if content is not None:
        path.write_bytes(content)
    return [one.told for one in warnings_of([path])]


def an_archive(path: Path, content: bytes = b"prix;1\n" * 100) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("prix.csv", content)
    return path.read_bytes()


def a_pdf(path: Path, *, password: str | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(path)
    return path.read_bytes()


def test_a_good_document_is_not_spoken_of(tmp_path: Path) -> None:
    an_archive(tmp_path / "a.zip")
    a_pdf(tmp_path / "b.pdf")
    (tmp_path / "c.txt").write_bytes(b"une offre")
    assert warnings_of(sorted(tmp_path.iterdir())) == ()


@pytest.mark.parametrize(("name", "content"), [("dume.xml", b"<espd/>"), ("prix.json", b"{}"), ("x.inconnu", b"\x00")])
def test_every_format_is_free(tmp_path: Path, name: str, content: bytes) -> None:
    """Annexe 7, 2 II (TECH-01): common formats, XML and JSON among them, and any other."""
    assert told(tmp_path / name, content) == []


def test_ta_montpellier_29_10_2024_2405722_a_damaged_archive_is_told_before_the_seal(tmp_path: Path) -> None:
    path = tmp_path / "mémoire.zip"
    content = bytearray(an_archive(path))
    content[content.index(b"prix;1")] ^= 1
    assert told(path, bytes(content)) == ["l'archive est abîmée (prix.csv)"]
    assert told(path, bytes(content[:-10])) == ["l'archive est abîmée ou incomplète"]


def test_an_empty_document_is_told(tmp_path: Path) -> None:
    assert told(tmp_path / "vide.pdf", b"") == ["le fichier est vide"]


def test_an_encrypted_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    content = bytearray(an_archive(path))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert told(path, bytes(content)) == ["l'archive est chiffrée (prix.csv) : l'acheteur ne pourra pas l'ouvrir"]


def test_archives_that_are_not_opened_here_are_told(tmp_path: Path) -> None:
    (said,) = told(tmp_path / "a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(30))
    assert "n'a pas pu être vérifiée" in said


def test_a_pdf_that_does_not_open_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    whole = a_pdf(path)
    assert told(path, b"%PDF-1.7\n" + bytes(50)) == ["le document ne s'ouvre pas"]
    assert told(path, b"ceci n'est pas un PDF") == ["le document ne s'ouvre pas"]
    assert len(told(path, whole[:-20])) == 1
    a_pdf(path, password="secret")
    assert told(path) == ["le document est protégé par un mot de passe : l'acheteur ne pourra pas le lire"]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("offre.zip", "offre.zip.p7s"), ["offre.zip.p7s"]),
        (("offre.ZIP", "offre.ZIP.P7S"), ["offre.ZIP.P7S"]),
        (("offre.zip", "offre.p7s"), ["offre.p7s"]),
        (("offre.7z", "offre.7z.xades"), ["offre.7z.xades"]),
        (("acte.pdf", "acte.pdf.p7s"), []),
        (("acte.pdf", "acte.p7s", "plans.zip"), []),
    ],
)
def test_ta_toulouse_1100792_a_signed_archive_signs_none_of_its_documents(
    tmp_path: Path, names: tuple[str, ...], told: list[str]
) -> None:
    """TA Toulouse, 9/03/2011: said before the seal, document by document; never refused."""
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    found = warnings_of([tmp_path / name for name in names])
    assert [one.name for one in found if "signature est celle d'une archive" in one.told] == told
