#!/usr/bin/env bash
# A real Trino with moto as Glue and versitygw as S3, on the loopback address.
# servers.sh install: fetches what is not in the cache (Maven Central, PyPI, the Go proxy).
# servers.sh serve: starts the three, prints TRINO_URL, GLUE_URL, S3_URL and "ready", and stops them when stdin ends.
# Needs a JDK of 24 or newer (JAVA_HOME, or one beside the default one), Maven, Python 3 and Go.
set -euo pipefail

TRINO=476 # the last version whose server is on Maven Central
MOTO=5.2.5
VERSITYGW=v1.8.0
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/cognito-log-lake
HOME_OF_TRINO=$CACHE/trino-$TRINO/trino-server-core-$TRINO
MOTO_SERVER=$CACHE/moto-$MOTO/bin/moto_server
GATEWAY=$CACHE/versitygw-$VERSITYGW/versitygw

started=$SECONDS
say() { echo "[$((SECONDS - started)) s] $*" >&2; }

# An interrupted installation leaves only a part-… folder, never a partial one under the final name.
install_gateway() {
    [ -x "$GATEWAY" ] && return
    local folder
    folder=$(mktemp -d "$CACHE/part-XXXXXX")
    GOBIN=$folder go install "github.com/versity/versitygw/cmd/versitygw@$VERSITYGW" >"$folder/log" 2>&1 || { tail -n 20 "$folder/log"; return 1; }
    mkdir -p "$(dirname "$GATEWAY")"
    mv "$folder/versitygw" "$GATEWAY"
    rm -rf "$folder"
    say versitygw
}

install_moto() {
    [ -x "$MOTO_SERVER" ] && return
    # A virtual environment cannot be moved, so it is built in place; the script tested above is its last step.
    rm -rf "$CACHE/moto-$MOTO"
    python3 -m venv "$CACHE/moto-$MOTO"
    "$CACHE/moto-$MOTO/bin/pip" install -q flask flask-cors
    "$CACHE/moto-$MOTO/bin/pip" install -q "moto[glue]==$MOTO"
    say moto
}

install_trino() {
    [ -d "$HOME_OF_TRINO" ] && return
    local folder repository=${M2_REPO:-$HOME/.m2/repository} artifact
    folder=$(mktemp -d "$CACHE/part-XXXXXX")
    # Not transitive: Maven would fetch all of Trino.
    for artifact in "trino-server-core:$TRINO:tar.gz" "trino-hive:$TRINO:zip"; do
        mvn -B -q -ntp -Dmaven.repo.local="$repository" dependency:get "-Dartifact=io.trino:$artifact" -Dtransitive=false
    done
    (cd "$repository/io/trino" && sha256sum -c --quiet - <<SUMS
0f388f9967c177ae70a47c099082fc95387f0c3cb96d8000d1d41fc3a5223158  trino-server-core/$TRINO/trino-server-core-$TRINO.tar.gz
611bacdb07d9f3cf7b9d47f97ecc76fa2e7ff8bfe8a9728c3d06adc1bfb8662e  trino-hive/$TRINO/trino-hive-$TRINO.zip
SUMS
    )
    tar xzf "$repository/io/trino/trino-server-core/$TRINO/trino-server-core-$TRINO.tar.gz" -C "$folder"
    # Keep only the plugin for Hive tables.
    rm -rf "$folder/trino-server-core-$TRINO/plugin"/*
    unzip -q "$repository/io/trino/trino-hive/$TRINO/trino-hive-$TRINO.zip" -d "$folder"
    mv "$folder/trino-hive-$TRINO" "$folder/trino-server-core-$TRINO/plugin/hive"
    mkdir -p "$(dirname "$HOME_OF_TRINO")"
    mv "$folder/trino-server-core-$TRINO" "$HOME_OF_TRINO"
    rm -rf "$folder"
    say trino
}

install() {
    mkdir -p "$CACHE"
    install_gateway &
    local building=$!
    install_moto
    install_trino
    wait "$building"
}

find_java() {
    local beside candidate
    beside=$(dirname "$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")")
    for candidate in "${JAVA_HOME:-}" "$beside"/*; do
        [ -x "$candidate/bin/java" ] || continue
        if "$candidate/bin/java" -version 2>&1 | grep -qE '"(2[4-9]|[3-9][0-9])'; then
            echo "$candidate"
            return
        fi
    done
    echo 'Trino needs a JDK of 24 or newer: set JAVA_HOME to one' >&2
    return 1
}

free_port() { node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }

work=
stop() {
    local name pid
    for name in trino moto gateway; do
        [ -f "$work/$name.pid" ] || continue
        pid=$(cat "$work/$name.pid")
        kill "$pid" 2>/dev/null || continue
        for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    done
    rm -rf "$work"
}

start_gateway() {
    mkdir "$work/s3"
    # Keys come from the environment. Object metadata is in a sidecar folder, because a file system may lack attributes.
    mkdir "$work/sidecar"
    ROOT_ACCESS_KEY=testing ROOT_SECRET_KEY=testingsecret "$GATEWAY" --port "127.0.0.1:$S3_PORT" --region us-east-1 posix --sidecar "$work/sidecar" "$work/s3" >"$work/gateway.log" 2>&1 &
    echo $! >"$work/gateway.pid"
}

start_moto() {
    "$MOTO_SERVER" -H 127.0.0.1 -p "$GLUE_PORT" >"$work/moto.log" 2>&1 &
    echo $! >"$work/moto.pid"
}

write_settings() {
    mkdir -p "$work/etc/catalog" "$work/data" "$work/tmp"
    printf '%s\n' node.environment=ci node.id=ci-1 "node.data-dir=$work/data" >"$work/etc/node.properties"
    cat >"$work/etc/config.properties" <<SETTINGS
coordinator=true
node-scheduler.include-coordinator=true
http-server.http.port=$TRINO_PORT
node.bind-ip=127.0.0.1
node.internal-address=127.0.0.1
discovery.uri=http://127.0.0.1:$TRINO_PORT
query.max-memory=512MB
query.max-memory-per-node=512MB
memory.heap-headroom-per-node=256MB
catalog.management=static
web-ui.enabled=false
SETTINGS
    # Athena's sessions are in UTC. Only the first compiler tier, because the run is short.
    cat >"$work/etc/jvm.config" <<SETTINGS
-Xmx1G
-XX:TieredStopAtLevel=1
-XX:+UseG1GC
-XX:+ExitOnOutOfMemoryError
-Djdk.attach.allowAttachSelf=true
-Dfile.encoding=UTF-8
-Duser.timezone=UTC
-Djava.io.tmpdir=$work/tmp
SETTINGS
    echo 'io.trino=WARN' >"$work/etc/log.properties"
    # The file name is the catalog name; this is Athena's.
    cat >"$work/etc/catalog/awsdatacatalog.properties" <<SETTINGS
connector.name=hive
hive.metastore=glue
hive.metastore.glue.region=us-east-1
hive.metastore.glue.endpoint-url=http://127.0.0.1:$GLUE_PORT
hive.metastore.glue.aws-access-key=testing
hive.metastore.glue.aws-secret-key=testing
hive.partition-projection-enabled=true
hive.table-statistics-enabled=false
hive.security=allow-all
fs.native-s3.enabled=true
s3.endpoint=http://127.0.0.1:$S3_PORT
s3.region=us-east-1
s3.path-style-access=true
s3.aws-access-key=testing
s3.aws-secret-key=testingsecret
SETTINGS
}

start_trino() {
    local java
    java=$(find_java)
    write_settings
    JAVA_HOME=$java PATH=$java/bin:$PATH "$HOME_OF_TRINO/bin/launcher" start --etc-dir "$work/etc" --data-dir "$work/data" \
        --launcher-log-file "$work/launcher.log" --server-log-file "$work/server.log" --pid-file "$work/trino.pid" >/dev/null
    for _ in $(seq 240); do
        curl -sf "http://127.0.0.1:$TRINO_PORT/v1/info" | grep -q '"starting":false' && { say "Trino $TRINO is up"; return; }
        kill -0 "$(cat "$work/trino.pid")" 2>/dev/null || break
        sleep 0.5
    done
    echo 'Trino did not start' >&2
    tail -n 40 "$work/server.log" "$work/launcher.log" >&2
    return 1
}

serve() {
    work=$(mktemp -d)
    trap stop EXIT
    TRINO_PORT=$(free_port) GLUE_PORT=$(free_port) S3_PORT=$(free_port)
    ulimit -n 4096 2>/dev/null || true
    start_gateway
    start_moto
    start_trino
    printf '%s\n' "TRINO_URL=http://127.0.0.1:$TRINO_PORT" "GLUE_URL=http://127.0.0.1:$GLUE_PORT" "S3_URL=http://127.0.0.1:$S3_PORT" ready
    cat >/dev/null
}

case ${1:-} in
    install) install ;;
    serve) install >&2; serve ;;
    *) echo 'servers.sh install | serve' >&2; exit 2 ;;
esac
