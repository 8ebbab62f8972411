#!/usr/bin/env bash
# Serves with one user, given by the environment; the guest user stays on loopback only, as by default.
set -euo pipefail
cat > /tmp/rabbitmq.conf <<CONF
default_user = ${RABBITMQ_USER}
default_pass = ${RABBITMQ_PASSWORD}
listeners.tcp.default = 5672
disk_free_limit.absolute = 50MB
CONF
export RABBITMQ_CONFIG_FILE=/tmp/rabbitmq RABBITMQ_LOGS=- RABBITMQ_CONF_ENV_FILE=/dev/null
exec rabbitmq-server
