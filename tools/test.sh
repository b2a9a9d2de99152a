#!/usr/bin/env bash
# Everything CI runs: lint, types, import contracts, all tests, real Rasa, a real browser.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONWARNINGS= RASA_TELEMETRY_ENABLED=false
step() { printf '\n== %s\n' "$1"; }

mkdir -p var/log
step "Browser"
if ! command -v chromium >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium from the system's packages"
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >var/log/chromium.log 2>&1 \
    || echo "Chromium could not be installed (see var/log/chromium.log)."
fi
if command -v chromium >/dev/null; then chromium --version 2>/dev/null | head -1
else echo "No Chromium: install the package chromium; browser tests will say so and fail in CI."; fi

step "PostgreSQL"
. tools/postgres.sh
start_postgres

step "Mail servers"
. tools/mail.sh
install_mail

step "Redis"
. tools/redis.sh
trap 'stop_postgres; stop_redis' EXIT
start_redis

step "Lint, types, import contracts"
make --no-print-directory lint

step "Quick tests"
.venv/bin/python -m pytest -m "not slow and not live"

step "Tests of the pages' scripts"
if command -v node >/dev/null; then node --test tests/widget tests/console
else echo "No Node.js: the scripts' unit tests are left out here; the browser test covers the pages."; [ -z "${CI:-}" ]; fi

step "Preparing encoder, database and model"
.venv/bin/lotse prepare

step "Slow tests, the running system, the browser"
.venv/bin/python -m pytest -m "slow or live" --timeout 600
