#!/usr/bin/env bash
# Builds the product's image: fetches the locked wheels for the image's Python, checks their hashes, builds.
# Usage: deploy/build_image.sh [TAG]   BASE=debian:12-slim gives the base image, IMAGE_PYTHON=3.11 its Python.
set -euo pipefail
cd "$(dirname "$0")/.."
tag=${1:-plis:local}
python=${IMAGE_PYTHON:-3.11}
arch=$(uname -m)
[ "$arch" = arm64 ] && arch=aarch64
pip="${PLIS_VENV:-.venv}/bin/python -m pip"

platforms=()
for minor in 17 24 26 27 28 31 34 35 36; do platforms+=(--platform "manylinux_2_${minor}_$arch"); done
stamp="build/wheels/.$(cksum < requirements/run.lock | tr -d ' ')-$python-$arch"
if [ ! -f "$stamp" ]; then
  rm -rf build/wheels && mkdir -p build/wheels
  $pip download --quiet --dest build/wheels --no-deps --only-binary=:all: --require-hashes \
    --implementation cp --python-version "$python" "${platforms[@]}" --platform "manylinux2014_$arch" \
    -r requirements/run.lock
  touch "$stamp"
fi
docker build --quiet --network host --build-arg BASE="${BASE:-debian:12-slim}" -f deploy/Dockerfile -t "$tag" .
