# Read by tools/test.sh: a Redis of the tests' own, gone at the end; installed where that can be.
# LOTSE_TEST_REDIS_URL names another one instead. Nothing installed: the tests say so.

start_redis() {
  if ! command -v redis-server >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Redis from the system's packages"
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends redis-server; } \
      >var/log/redis.log 2>&1 || echo "It could not be installed (see var/log/redis.log)."
  fi
  [ -n "${LOTSE_TEST_REDIS_URL:-}" ] && { echo "Using LOTSE_TEST_REDIS_URL"; return; }
  command -v redis-server >/dev/null || { echo "No Redis here: its tests say so."; return; }
  local port
  port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  redis-server --port "$port" --bind 127.0.0.1 --save "" --dir "${TMPDIR:-/tmp}" >/dev/null &
  REDIS_PID=$!
  export LOTSE_TEST_REDIS_URL="redis://127.0.0.1:$port"
  echo "Redis $(redis-server --version | grep -o 'v=[0-9.]*' | cut -c3-), port $port"
}

stop_redis() { [ -n "${REDIS_PID:-}" ] && kill "$REDIS_PID" 2>/dev/null || true; }
