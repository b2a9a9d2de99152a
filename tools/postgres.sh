# Read by tools/test.sh: a PostgreSQL of the tests' own, in a folder of its own, gone at the end.
# LOTSE_TEST_DATABASE_URL names another one instead. Nothing installed: the tests say so.

postgres_programs() {
  local initdb
  initdb=$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -1)
  [ -n "$initdb" ] && dirname "$(readlink -f "$initdb")"
}

as_postgres() {  # PostgreSQL refuses to run as root
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

start_postgres() {
  [ -n "${LOTSE_TEST_DATABASE_URL:-}" ] && { echo "Using LOTSE_TEST_DATABASE_URL"; return; }
  if ! postgres_programs >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing PostgreSQL from the system's packages"
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql; } \
      >var/log/postgresql.log 2>&1 || echo "It could not be installed (see var/log/postgresql.log)."
  fi
  POSTGRES_BIN=$(postgres_programs) || { echo "No PostgreSQL here: its tests say so."; return; }
  POSTGRES_DATA=$(mktemp -d)
  [ "$(id -u)" = 0 ] && chown postgres "$POSTGRES_DATA"
  local port
  port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  as_postgres "$POSTGRES_BIN/initdb" -D "$POSTGRES_DATA/data" -U lotse -A trust -E UTF8 --no-sync >/dev/null
  trap stop_postgres EXIT
  as_postgres "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DATA/data" -l "$POSTGRES_DATA/log" -w \
    -o "-p $port -k $POSTGRES_DATA -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null
  export LOTSE_TEST_DATABASE_URL="postgresql://lotse@127.0.0.1:$port/postgres"
  echo "PostgreSQL $("$POSTGRES_BIN/postgres" --version | grep -o '[0-9.]*' | head -1), port $port"
}

stop_postgres() {
  [ -n "${POSTGRES_DATA:-}" ] || return 0
  as_postgres "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DATA/data" -m immediate stop >/dev/null
  rm -rf "$POSTGRES_DATA"
}
