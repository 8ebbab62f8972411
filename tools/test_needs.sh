#!/usr/bin/env bash
# Installs, where it may, the programs that some tests run for real (a broker, age, openssl, Go's verifier);
# elsewhere says exactly which package is missing. Never fails: a test without its program is skipped with the reason.
set -u
missing=""
need() { # need PROGRAM PACKAGE
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing="$missing $2"
}
need rabbitmq-server rabbitmq-server
need age age
need openssl openssl
need clamd clamav-daemon
need go golang-go
need curl curl
need faketime faketime
[ "$(uname -s)" = Darwin ] || [ -d /usr/share/gocode/src/golang.org/x/mod ] || missing="$missing golang-golang-x-mod-dev"
[ -n "$missing" ] || exit 0
if [ "$(uname -s)" = Darwin ]; then
  echo "Pour passer aussi les tests qui les emploient : brew install rabbitmq age openssl go clamav" >&2
  exit 0
fi

sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo -n"
if command -v apt-get >/dev/null 2>&1 && $sudo true 2>/dev/null; then
  # A package must not start a service of its own on this machine: the tests start private ones.
  guard=/usr/sbin/policy-rc.d
  if [ ! -e "$guard" ]; then
    printf '#!/bin/sh\nexit 101\n' | $sudo tee "$guard" >/dev/null
    $sudo chmod +x "$guard"
    trap '$sudo rm -f "$guard"' EXIT
  fi
  echo "Installation pour les tests :$missing" >&2
  $sudo apt-get update -qq >/dev/null 2>&1
  # shellcheck disable=SC2086 - a list of package names
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && exit 0
fi
echo "Programmes absents, les tests qui les emploient seront sautés ; pour les avoir : apt-get install$missing" >&2
exit 0
