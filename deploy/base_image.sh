#!/usr/bin/env bash
# Makes a Debian base image without any registry: debootstrap piped to `docker import`. Usage: deploy/base_image.sh TAG
set -euo pipefail
tag=${1:-plis-base:local}
docker image inspect "$tag" >/dev/null 2>&1 && exit 0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
debootstrap --variant=minbase bookworm "$folder" >/dev/null
tar -C "$folder" -c . | docker import - "$tag" >/dev/null
