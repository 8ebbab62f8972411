"""The words that the command line library prints itself, in French: a gettext catalogue and how it is chosen."""

import gettext
import os
from pathlib import Path

DOMAIN = "plis"


def speak_french() -> None:
    """Have every gettext lookup of this process answer in French, whatever the language of the terminal.

    Our own texts are French everywhere: half a sentence in another language helps nobody. Child processes inherit the
    choice. Source: GNU gettext manual, 2.3.3 (`LANGUAGE` goes before `LC_ALL` and `LANG`).
    """
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain(DOMAIN, Path(__file__).parent)
    gettext.textdomain(DOMAIN)
