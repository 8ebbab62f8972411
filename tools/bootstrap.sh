#!/usr/bin/env bash
# Makes the project's own Python environment with locked, hash-checked packages.
# Usage: tools/bootstrap.sh run|test   (run: what the platform needs; test: what the tests need as well)
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-run}
venv=${PLIS_VENV:-.venv}
lock=requirements/$kind.lock
stamp=$venv/.installed-$kind

find_python() {
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "Plis demande Python 3.11, 3.12 ou 3.13 (Debian, Ubuntu : apt-get install python3 python3-venv ; macOS : python.org)." >&2
  exit 1
}

fingerprint() { cat "$lock" pyproject.toml | cksum; }

if [ ! -x "$venv/bin/python" ]; then
  python=$(find_python)
  if ! "$python" -m venv "$venv" 2>/dev/null; then
    rm -rf "$venv"
    echo "Il manque le module venv de Python. Debian, Ubuntu : apt-get install python3-venv" >&2
    exit 1
  fi
fi
# The test environment holds everything that running needs.
for done in "$stamp" "$venv/.installed-test"; do
  if [ -f "$done" ] && [ "$kind" = run -o "$done" = "$stamp" ] && \
     [ "$(cat "$done")" = "$(cat "requirements/${done##*-}.lock" pyproject.toml | cksum)" ]; then
    exit 0
  fi
done
echo "Installation des paquets ($lock) ..." >&2
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
# The first start need not compile the product; where the sources may not be written to, it does.
"$venv/bin/python" -m compileall -q services shared || true
fingerprint > "$stamp"
