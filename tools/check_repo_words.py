"""Refuses, in files and commit messages, words of the place where the product was written rather than of the product.

Each pattern is narrow, because public procurement has sessions (of a committee), agents (public servants) and
registers of its own. Patterns are written so that they do not match themselves.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Final

from tools.repository import ROOT, repository_files, shown, text_lines

PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\w.])/wor[k]/",  # a folder of one machine
        r"(?<![\w.])/tm[p]/w\b",
        r"(?<![\w.])/(roo[t]|home/\w+)/\.(?!local\b|cache\b|config\b)",
        r"\bcl[a]ude\b|\banthr[o]pic\b|\bchatg[p]t\b|\bopen[a]i\b|\bc[o]pilot\b|\bll[m]s?\b",
        r"\bsub-?ag[e]nts?\b",
        r"\b(coding|a[i]|language model) (ag[e]nts?|assistants?|sessions?)\b",
        r"\b(previous|earlier|parallel|another|my) sess[i]ons?\b(?! (de|du|d'|of the) )|\bsess[i]ons? of the project\b",
        r"\bconte[x]t window\b|\btool call[s]?\b|\bprom[p]t engineering\b",
        r"\bpyp[i]\.org\b|\bpythonh[o]sted\.org\b|\bproxy\.gol[a]ng\.org\b|\bregistry\.npm[j]s\.org\b",
        r"(?<!emit)-(extra-)?index-ur[l][ =]|\b(pip|uv)_(extra_)?index_ur[l]\b",
        r"\bart[i]factory\b|\bdevp[i]\b|\bnexus repos[i]tory\b",
        r"\bissues sh[o]w \d|\bSPEC[.]md\b|\bworking agr[e]ement\b|\bwho build[s] now\b",
        r"\bco-author[e]d-by\b|\bgenerat[e]d with\b",
    )
)


def main() -> int:
    """Print every fault of files and commit messages; give 1 when there is one."""
    faults = [*faults_of_files(), *faults_of_messages()]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def faults_of_files() -> Iterator[str]:
    """Give the faults of every file of the repository."""
    for path in repository_files():
        for number, found in faults_in(text_lines(path)):
            yield f"{shown(path)}:{number}: « {found} »"


def faults_of_messages() -> Iterator[str]:
    """Give the faults of every commit message of the branch; a tree without commits has none."""
    log = subprocess.run(["git", "log", "--format=%h%x09%B%x00"], cwd=ROOT, capture_output=True, text=True, check=False)
    for message in filter(None, (text.strip() for text in log.stdout.split("\0"))):
        commit, _, body = message.partition("\t")
        for _number, found in faults_in(enumerate(body.splitlines(), start=1)):
            yield f"commit {commit}: « {found} »"


def faults_in(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Give the refused words with their line numbers."""
    for number, line in lines:
        for pattern in PATTERNS:
            match = pattern.search(line)
            if match is not None:
                yield number, match[0]


if __name__ == "__main__":
    sys.exit(main())
