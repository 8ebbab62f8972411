"""Refuses files over 300 lines, functions over 40 (their docstring aside), and modules without a docstring.

Migrations and generated files are spared; tests need no docstring.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.repository import repository_files, shown

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
GENERATED = "# Generated"
# What strangers run by itself, without Plis nor any package, is one file by purpose.
ONE_FILE = {"deploy/verify_receipt.py": 400}


def main() -> int:
    """Print every fault; give 1 when there is one."""
    faults = [fault for path in repository_files(".py") for fault in faults_of(path, path.read_text("utf-8"))]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def faults_of(path: Path, source: str) -> Iterator[str]:
    """Give the faults of one module."""
    if "migrations" in path.parts or source.startswith(GENERATED):
        return
    name = shown(path)
    lines = source.count("\n")
    longest = ONE_FILE.get(name, LONGEST_FILE)
    if lines > longest:
        yield f"{name}:1: {lines} lines, at most {longest}"
    tree = ast.parse(source)
    is_test = path.name.startswith(("test_", "conftest"))
    if source.strip() and not is_test and ast.get_docstring(tree) is None:
        yield f"{name}:1: a module without a docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > LONGEST_FUNCTION:
            yield f"{name}:{node.lineno}: {node.name} has {code_lines(node)} lines, at most {LONGEST_FUNCTION}"


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function from its `def`, its docstring aside."""
    last = function.end_lineno or function.lineno
    lines = last - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


if __name__ == "__main__":
    sys.exit(main())
