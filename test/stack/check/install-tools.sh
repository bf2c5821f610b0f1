#!/usr/bin/env bash
# Installs cfn-lint and checkov, each in an environment of its own (their dependencies clash), and prints the folder they are in.
set -euo pipefail
CFN_LINT=1.58.0
CHECKOV=3.3.30
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cognito-log-lake/stack-tools
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
# install NAME VERSION: unless it is there, beside its place first, so that a half made one is never found.
install() {
    local place=$cache/$1-$2
    if [ ! -x "$place/bin/$1" ] || ! "$place/bin/$1" --version >/dev/null 2>&1; then
        rm -rf "$place"
        python3 -m venv "$place" >&2
        "$place/bin/pip" install --quiet --disable-pip-version-check "$1==$2" >&2 || { rm -rf "$place"; exit 1; }
    fi
    ln -sfn "$place/bin/$1" "$cache/$1"
}
install cfn-lint "$CFN_LINT"
install checkov "$CHECKOV"
echo "$cache"
