"""The safe parser: what it reads, what it refuses, with which code."""

import pytest

from shared.kernel.refusal import Refused
from shared.xml.parser import XmlLimits, canonical_bytes, parse_xml

BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x0 "ha">
<!ENTITY x1 "&x0;&x0;&x0;&x0;&x0;&x0;&x0;&x0;&x0;&x0;">]><a>&x1;</a>"""
XXE = b'<!-- c --><?pi x?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def code_of(data: bytes, **limits: int) -> str:
    with pytest.raises(Refused) as refused:
        parse_xml(data, limits=XmlLimits(**limits))
    return refused.value.refusal.code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "XML-EMPTY"),
        (b" \n\x00", "XML-EMPTY"),
        (BOMB, "XML-DOCTYPE"),
        (XXE, "XML-DOCTYPE"),
        (XXE.decode().encode("utf-16"), "XML-DOCTYPE"),
        (b'<!DOCTYPE html SYSTEM "http://example.org/x.dtd"><html/>', "XML-DOCTYPE"),
        (b"<a>\xff</a>", "XML-ENCODING"),
        (b'<?xml version="1.0" encoding="utf-8"?><a>\xe9</a>', "XML-ENCODING"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "XML-ENCODING"),
        (b'<?xml version="1.0" encoding="ebcdic-cp-us"?><a/>', "XML-ENCODING"),
        ('<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16-le"), "XML-ENCODING"),
        (XXE.decode().encode("utf-16-le"), "XML-ENCODING"),
        (XXE.decode().encode("utf-32-be"), "XML-ENCODING"),
        (XXE.decode().encode("cp037"), "XML-ENCODING"),
        (b"<a><b></a>", "XML-NOT-WELL-FORMED"),
        (b"<a>&undefined;</a>", "XML-NOT-WELL-FORMED"),
        (b"<a/><b/>", "XML-NOT-WELL-FORMED"),
        (b"<a>\x01</a>", "XML-NOT-WELL-FORMED"),
        (b"%PDF-1.7", "XML-NOT-WELL-FORMED"),
        (b"<a>" * 5000 + b"</a>" * 5000, "XML-TOO-DEEP"),
    ],
)
def test_hostile_document_is_refused_with_its_code(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_size_limit_is_exact() -> None:
    document = b"<a>" + b"x" * 93 + b"</a>"
    assert parse_xml(document, limits=XmlLimits(max_bytes=100)).tag == "a"
    assert code_of(document, max_bytes=99) == "XML-TOO-LARGE"


def test_depth_limit_is_exact() -> None:
    document = b"<a>" * 10 + b"</a>" * 10
    assert parse_xml(document, limits=XmlLimits(max_depth=10)).tag == "a"
    assert code_of(document, max_depth=9) == "XML-TOO-DEEP"


def test_node_limit_is_exact() -> None:
    document = b"<a>" + b"<b/>" * 9 + b"</a>"
    assert len(parse_xml(document, limits=XmlLimits(max_nodes=10))) == 9
    assert code_of(document, max_nodes=9) == "XML-TOO-MANY-NODES"


def test_many_attributes_are_counted_before_a_tree_is_built() -> None:
    document = b"<a " + b" ".join(b'a%d=""' % n for n in range(100)) + b"/>"
    assert code_of(document, max_nodes=20) == "XML-TOO-MANY-NODES"


def test_long_text_is_read_up_to_its_limit() -> None:
    eleven_megabytes = b"<a>" + b"QUJD" * (11 * 1024 * 256) + b"</a>"
    assert len(parse_xml(eleven_megabytes).text or "") == 11 * 1024 * 1024
    assert code_of(b"<a>xxxxx</a>", max_text=4) == "XML-TEXT-TOO-LONG"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "iso-8859-15"])
def test_known_encodings_give_the_same_text(codec: str) -> None:
    declared = codec.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<a>été</a>'
    assert parse_xml(text.encode(codec)).text == "été"


def test_prolog_of_comments_and_instructions_is_no_doctype() -> None:
    root = parse_xml(b'<?xml version="1.0"?><!-- <!DOCTYPE a> --><?x y?><a>1</a>')
    assert canonical_bytes(root) == b"<?xml version='1.0' encoding='UTF-8'?>\n<a>1</a>"


def test_doctype_inside_text_is_text() -> None:
    assert parse_xml(b"<a><![CDATA[<!DOCTYPE a>]]></a>").text == "<!DOCTYPE a>"


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("UTF8", "utf-8"),
        ("latin1", "iso-8859-1"),
        ("ISO-8859-2", "iso-8859-2"),
        ("cp1252", "cp1252"),
        ("UTF-16LE", "utf-16-le"),
        ("utf-16be", "utf-16-be"),
    ],
)
def test_the_names_that_software_gives_to_encodings_are_known(declared: str, codec: str) -> None:
    document = f'<?xml version="1.0" encoding="{declared}"?><a>é</a>'.encode(codec)
    assert parse_xml(document).text == "é"


def test_a_comment_without_end_is_a_fault_of_syntax_not_a_doctype() -> None:
    with pytest.raises(Refused) as refused:
        parse_xml(b"<?xml version='1.0'?>\n\n<!-- cut")
    assert (refused.value.refusal.code, refused.value.refusal.facts["line"]) == ("XML-NOT-WELL-FORMED", "3")


def test_utf_16_without_a_mark_hides_no_doctype() -> None:
    hidden = '<?xml version="1.0" encoding="UTF-16LE"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    with pytest.raises(Refused) as refused:
        parse_xml(hidden.encode("utf-16-le"))
    assert refused.value.refusal.code == "XML-DOCTYPE"
