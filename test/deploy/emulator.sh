#!/usr/bin/env bash
# ministack, an emulator of AWS, on the loopback address, with the additions of emulator.py.
# emulator.sh install: installs it into its own environment in the cache.
# emulator.sh serve: starts it, prints its URL, keys and "ready", and stops it when standard input ends.
set -euo pipefail

MINISTACK=1.5.33
DUCKDB=2.0.0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cognito-log-lake
folder=$cache/ministack-$MINISTACK
here=$(cd "$(dirname "$0")" && pwd)

# The file `installed` is written last, so an interrupted installation is repeated.
install() {
    [ -e "$folder/installed" ] && return
    mkdir -p "$cache"
    exec 9>"$cache/ministack.lock"
    flock 9
    [ -e "$folder/installed" ] && return
    rm -rf "$folder"
    python3 -m venv "$folder" >&2
    "$folder/bin/pip" install --quiet --disable-pip-version-check "ministack==$MINISTACK" "duckdb==$DUCKDB" >&2
    touch "$folder/installed"
    exec 9>&-
}

free_port() {
    node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => {
        console.log(s.address().port);
        s.close();
    })'
}

work=
pid=
stop() {
    # On SIGTERM it would wait for its functions. Nothing is kept, so it is killed.
    [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true
    [ -z "$pid" ] || wait "$pid" 2>/dev/null || true
    rm -rf "$work"
}

serve() {
    work=$(mktemp -d)
    trap stop EXIT
    local port url up=
    port=$(free_port)
    # Not localhost: SDKs would prepend the bucket name to the host name.
    url=http://127.0.0.1:$port
    # Functions leave folders behind: they are deleted with $work.
    mkdir "$work/tmp"
    # NODE_PATH provides the AWS SDK, like the Lambda runtime does in /var/runtime/node_modules.
    (cd "$work" && exec env TMPDIR="$work/tmp" NODE_PATH="$here/../../node_modules" BIND_HOST=127.0.0.1 \
        GATEWAY_PORT="$port" MINISTACK_REGION=us-west-2 MINISTACK_ACCOUNT_ID=123456789012 \
        "$folder/bin/python" "$here/emulator.py") >"$work/log" 2>&1 &
    pid=$!
    for _ in $(seq 600); do
        curl -sf -o /dev/null "$url/_ministack/health" && { up=1; break; }
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    [ -n "$up" ] || { echo 'ministack did not start' >&2; tail -n 40 "$work/log" >&2; return 1; }
    printf '%s\n' AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true "EMULATOR_LOG=$work/log" \
        "AWS_ENDPOINT_URL=$url" AWS_REGION=us-west-2 AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing ready
    cat >/dev/null
}

case ${1:-} in
    install) install ;;
    serve) install; serve ;;
    *) echo 'emulator.sh install | serve' >&2; exit 2 ;;
esac
