#!/usr/bin/env bash
# Installs cfn-lint and checkov, each in its own environment (their dependencies conflict), and prints their folder.
set -euo pipefail
CFN_LINT=1.58.0
CHECKOV=3.3.30
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cognito-log-lake/stack-tools
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
# install NAME VERSION: installs a tool unless it already works; removes a failed installation.
install() {
    local folder=$cache/$1-$2
    if [ ! -x "$folder/bin/$1" ] || ! "$folder/bin/$1" --version >/dev/null 2>&1; then
        rm -rf "$folder"
        python3 -m venv "$folder" >&2
        "$folder/bin/pip" install --quiet --disable-pip-version-check "$1==$2" >&2 || { rm -rf "$folder"; exit 1; }
    fi
    ln -sfn "$folder/bin/$1" "$cache/$1"
}
install cfn-lint "$CFN_LINT"
install checkov "$CHECKOV"
echo "$cache"
