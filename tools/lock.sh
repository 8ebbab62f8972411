#!/usr/bin/env bash
# Renews the locked, hash-checked dependency lists from pyproject.toml (needs uv: pip install uv).
set -euo pipefail
cd "$(dirname "$0")/.."
lock() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
  --no-emit-package plis "$@" pyproject.toml; }
lock --extra build -o requirements/run.lock
lock --extra test --extra s3 -c requirements/run.lock -o requirements/test.lock
