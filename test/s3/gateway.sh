#!/usr/bin/env bash
# A real S3 server, versitygw, on the loopback address.
# gateway.sh install: builds the server (from the Go proxy) if it is not in the cache.
# gateway.sh serve: starts the server, prints its environment (S3_URL, keys, S3_FOLDER with its files) and "ready", and
# stops it when standard input ends.
set -euo pipefail

VERSITYGW=v1.8.0
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/cognito-log-lake
GATEWAY=$CACHE/versitygw-$VERSITYGW/versitygw

# An interrupted installation leaves only a temporary folder, never an incomplete binary under its final name.
install() {
    [ -x "$GATEWAY" ] && return
    mkdir -p "$CACHE"
    local folder
    folder=$(mktemp -d "$CACHE/part-XXXXXX")
    GOBIN=$folder go install "github.com/versity/versitygw/cmd/versitygw@$VERSITYGW" >"$folder/log" 2>&1 ||
        { tail -n 20 "$folder/log"; return 1; }
    mkdir -p "$(dirname "$GATEWAY")"
    mv "$folder/versitygw" "$GATEWAY"
    rm -rf "$folder"
}

free_port() {
    node -e 'const s = require("node:net").createServer();
        s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

work=
pid=
stop() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    [ -z "$pid" ] || wait "$pid" 2>/dev/null || true
    rm -rf "$work"
}

serve() {
    work=$(mktemp -d)
    trap stop EXIT
    mkdir "$work/s3" "$work/sidecar" "$work/iam"
    local port url
    port=$(free_port)
    url=http://127.0.0.1:$port
    # The metadata of objects is in a sidecar folder: the file system may lack extended attributes.
    ROOT_ACCESS_KEY=testing ROOT_SECRET_KEY=testingsecret \
        "$GATEWAY" --quiet --port "127.0.0.1:$port" --region us-east-1 --iam-dir "$work/iam" \
        posix --sidecar "$work/sidecar" "$work/s3" >"$work/log" 2>&1 &
    pid=$!
    local up=
    for _ in $(seq 100); do
        curl -s -o /dev/null "$url" && { up=1; break; }
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    [ -n "$up" ] || { echo 'versitygw did not start' >&2; cat "$work/log" >&2; return 1; }
    # A user with fewer permissions: bucket policies define them.
    "$GATEWAY" admin --access testing --secret testingsecret --endpoint-url "$url" \
        create-user --access reader --secret readersecret --role user >>"$work/log"
    printf '%s\n' AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true "S3_URL=$url" "S3_FOLDER=$work/s3" \
        "AWS_ENDPOINT_URL=$url" AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testingsecret ready
    cat >/dev/null
}

case ${1:-} in
    install) install ;;
    serve) install; serve ;;
    *) echo 'gateway.sh install | serve' >&2; exit 2 ;;
esac
