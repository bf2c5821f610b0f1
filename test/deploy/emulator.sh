#!/usr/bin/env bash
# ministack, an emulator of AWS, on the loopback address, with what emulator.py adds to it.
# emulator.sh install: puts it into an environment of its own in the cache.
# emulator.sh run COMMAND…: starts it, runs the command with its address and keys, and stops it.
set -euo pipefail

MINISTACK=1.5.33
DUCKDB=2.0.0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cognito-log-lake
place=$cache/ministack-$MINISTACK
here=$(cd "$(dirname "$0")" && pwd)

# Whatever stops an installation halfway leaves none under the final name: the stamp comes last.
install() {
    [ -e "$place/installed" ] && return
    mkdir -p "$cache"
    exec 9>"$cache/ministack.lock"
    flock 9
    [ -e "$place/installed" ] && return
    rm -rf "$place"
    python3 -m venv "$place" >&2
    "$place/bin/pip" install --quiet --disable-pip-version-check "ministack==$MINISTACK" "duckdb==$DUCKDB" >&2
    touch "$place/installed"
    exec 9>&-
}

free_port() { node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }

work=
pid=
stop() {
    # It waits for its functions, however long, when it is asked to end: nothing of it is kept.
    [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true
    [ -z "$pid" ] || wait "$pid" 2>/dev/null || true
    rm -rf "$work"
}

run() {
    work=$(mktemp -d)
    trap stop EXIT
    local port url up=
    port=$(free_port)
    # The SDK that the runtime has: /var/runtime/node_modules is in its NODE_PATH too.
    # Not localhost: a bucket's name would become part of the host's.
    url=http://127.0.0.1:$port
    # Its functions leave folders of their own behind: they go with $work.
    mkdir "$work/tmp"
    (cd "$work" && exec env TMPDIR="$work/tmp" NODE_PATH="$here/../../node_modules" BIND_HOST=127.0.0.1 GATEWAY_PORT="$port" MINISTACK_REGION=us-west-2 MINISTACK_ACCOUNT_ID=123456789012 "$place/bin/python" "$here/emulator.py") >"$work/log" 2>&1 &
    pid=$!
    for _ in $(seq 600); do
        curl -sf -o /dev/null "$url/_ministack/health" && { up=1; break; }
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    [ -n "$up" ] || { echo 'ministack did not start' >&2; tail -n 40 "$work/log" >&2; return 1; }
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true EMULATOR_LOG=$work/log AWS_ENDPOINT_URL=$url AWS_REGION=us-west-2 AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing "$@"
}

case ${1:-} in
    install) install ;;
    run) shift; install; run "$@" ;;
    *) echo 'emulator.sh install | run COMMAND…' >&2; exit 2 ;;
esac
