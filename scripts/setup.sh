#!/bin/sh
# Makes .venv exactly as requirements.lock says. Does nothing when it is already so.
set -u
cd "$(dirname "$0")/.." || exit 1

NEEDED_MB=4000
STAMP=.venv/.tresen-setup
SETUP_LOG=var/log/setup.log

fail() { printf '\n%s\n' "$*" >&2; exit 1; }

state() { cat requirements.lock pyproject.toml .python-version | cksum; pwd; }

is_python310() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }

if is_python310 .venv/bin/python && [ "$(cat "$STAMP" 2>/dev/null)" = "$(state)" ]; then exit 0; fi

mkdir -p var/log 2>/dev/null && : >"$SETUP_LOG" || fail "Cannot write to var/log: is the disk full, or the folder not yours?"
. scripts/uv.sh

free_mb() { df -Pk . | awk 'NR == 2 { print int($4 / 1024) }'; }

# Runs a command with its output on the screen and in the log, and keeps its exit code (plain sh has no pipefail).
logged() {
    rm -f "$SETUP_LOG.code"
    { "$@" 2>&1; echo $? >"$SETUP_LOG.code"; } 2>/dev/null | tee -a "$SETUP_LOG" 2>/dev/null | sed -e '/^ [-+~] /d' -e 's/^/      /'
    code=$(cat "$SETUP_LOG.code" 2>/dev/null)
    return "${code:-1}" # none: the disk was too full to note it
}

refuse_full_disk() {
    if [ "$(free_mb)" -lt 50 ] || grep -qiE 'no space left|os error 28' "$SETUP_LOG"; then
        fail "The disk is full ($(free_mb) MB free, about $NEEDED_MB MB needed). Make room and run the same command again."
    fi
}

explain() {
    refuse_full_disk
    if grep -qiE 'dns error|failed to (fetch|download)|error sending request|connect|timed out|network' "$SETUP_LOG"; then
        fail "Nothing could be downloaded. Check the network (a proxy needs HTTPS_PROXY) and run the same command again;
what has been fetched is kept. The whole output: $SETUP_LOG"
    fi
    fail "$1 The whole output: $SETUP_LOG"
}

find_python() {
    for candidate in python3.10 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10*/bin/python "$(command -v python3)"; do
        if [ -n "$candidate" ] && is_python310 "$candidate"; then
            # Ask the interpreter itself: a pyenv shim works only as long as its version is active.
            PYTHON=$("$candidate" -c 'import sys; print(getattr(sys, "_base_executable", None) or sys.executable)')
            return
        fi
    done
    PYTHON=3.10 # uv finds its own, or fetches one
}

make_environment() {
    is_python310 .venv/bin/python && return
    find_python
    logged "$UV" venv --quiet --clear --python "$PYTHON" .venv && return
    refuse_full_disk
    cat >&2 <<'END'

Tresen needs Python 3.10 (Rasa 3.6 runs on nothing newer). None was found on this machine, and none could be fetched.
With a network, run the same command again. Without one, install Python 3.10 first, for example with
`pyenv install 3.10`, `apt install python3.10 python3.10-venv` or `brew install python@3.10`.
END
    exit 1
}

enough_room() {
    [ -d .venv ] && return
    free=$(free_mb)
    if [ "$free" -lt "$NEEDED_MB" ]; then
        fail "Only $free MB are free here, about $NEEDED_MB MB are needed. Make room and run the same command again."
    fi
}

enough_room
echo "[1/3] Python 3.10"
require_uv || exit 1
make_environment
echo "[2/3] Packages from requirements.lock (the first time 1 to 3 minutes)"
rm -f "$STAMP"
logged "$UV" pip sync --python .venv/bin/python --require-hashes --compile-bytecode requirements.lock \
    || explain "The packages could not be installed."
echo "[3/3] The project itself and its command: shop"
# Setuptools is in the lock: nothing else is fetched to build.
logged "$UV" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable . \
    || explain "The project could not be installed."
state >"$STAMP" || fail "Cannot write $STAMP: is the disk full?"
