#!/usr/bin/env bash
# First start: makes the cluster with the password of POSTGRES_PASSWORD (scram) and page checksums; then serves.
set -euo pipefail
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --encoding=UTF8 --locale=C.UTF-8 --data-checksums --auth=scram-sha-256 --username=postgres --pwfile=<(printf %s "$POSTGRES_PASSWORD") "$PGDATA" >/dev/null
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
fi
exec postgres -D "$PGDATA" -c listen_addresses='*' -c max_connections=200 -c password_encryption=scram-sha-256
