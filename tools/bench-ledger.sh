#!/usr/bin/env bash
# Both stores for make bench-ledger: a PostgreSQL and a Redis of its own, gone at the end.
# LEDGER_DATABASE_URL (a database that is emptied!) and LEDGER_REDIS_URL name others instead.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p var/log
. tools/postgres.sh
. tools/redis.sh
trap 'stop_postgres; stop_redis' EXIT
export LOTSE_TEST_DATABASE_URL="${LEDGER_DATABASE_URL:-}" LOTSE_TEST_REDIS_URL="${LEDGER_REDIS_URL:-}"
start_postgres
trap 'stop_postgres; stop_redis' EXIT
start_redis
export LEDGER_DATABASE_URL="${LOTSE_TEST_DATABASE_URL:-}" LEDGER_REDIS_URL="${LOTSE_TEST_REDIS_URL:-}"
.venv/bin/lotse prepare >/dev/null
.venv/bin/python -m tools.bench.ledger ${ONLY:-}
