#!/usr/bin/env bash
# Installs, where it may, the programs that some tests run for real (a broker, age, openssl, Go's verifier);
# elsewhere says exactly which package is missing. Never fails: a test without its program is skipped with the reason.
set -u
declare -A package=(
  [rabbitmq-server]=rabbitmq-server [age]=age [openssl]=openssl [go]=golang-go [pgbench]=postgresql-client
)
missing=()
for program in "${!package[@]}"; do
  command -v "$program" >/dev/null 2>&1 || [ -x "/usr/sbin/$program" ] || [ -x "/usr/lib/rabbitmq/bin/$program" ] \
    || missing+=("${package[$program]}")
done
[ -d /usr/share/gocode/src/golang.org/x/mod ] || missing+=(golang-golang-x-mod-dev)
[ ${#missing[@]} -eq 0 ] && exit 0
case "$(uname -s)" in
  Darwin) echo "Pour tous les tests : brew install rabbitmq age openssl go" >&2; exit 0 ;;
esac
sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo -n"
if command -v apt-get >/dev/null 2>&1 && $sudo true 2>/dev/null; then
  # A package must not start a service of its own on this machine: the tests start private ones.
  guard=/usr/sbin/policy-rc.d
  [ -e "$guard" ] || { printf '#!/bin/sh\nexit 101\n' | $sudo tee "$guard" >/dev/null; $sudo chmod +x "$guard"; trap '$sudo rm -f "$guard"' EXIT; }
  echo "Installation pour les tests : ${missing[*]}" >&2
  { $sudo apt-get update -qq; DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 && exit 0
fi
echo "Programmes absents, les tests qui les emploient seront sautés ; pour les avoir : apt-get install ${missing[*]}" >&2
exit 0
