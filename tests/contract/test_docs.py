"""The generated pages say what the code says; `make docs` renews them."""

import pytest

from tools.render_docs import PAGES
from tools.repository import ROOT


@pytest.mark.parametrize("page", PAGES)
def test_generated_pages_are_current(page: str) -> None:
    assert (ROOT / page).read_text("utf-8") == PAGES[page](), f"{page} : make docs"
