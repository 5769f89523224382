# Sourced: sets UV to a uv that runs, and installs one if the machine has none. Needs: log file in SETUP_LOG.

works() { "$1" --version >/dev/null 2>&1; }

find_uv() {
    for candidate in uv "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv" var/uv/bin/uv; do
        # A pyenv shim may be on the PATH and still refuse to run: only what runs counts.
        if works "$candidate"; then UV=$candidate; return 0; fi
    done
    return 1
}

install_uv() {
    if ! works python3; then return 1; fi
    if python3 -m pip install --quiet --user uv >>"$SETUP_LOG" 2>&1; then
        UV=$(python3 -m site --user-base)/bin/uv
        if works "$UV"; then return 0; fi
    fi
    # Debian and Homebrew refuse `pip install --user`: an environment of uv's own, inside this folder.
    python3 -m venv --clear var/uv >>"$SETUP_LOG" 2>&1 || return 1
    var/uv/bin/python -m pip install --quiet uv >>"$SETUP_LOG" 2>&1 || return 1
    UV=var/uv/bin/uv
    works "$UV"
}

require_uv() {
    find_uv && return 0
    echo "      uv (the package installer) is not here; installing it …"
    install_uv && return 0
    tail -n 5 "$SETUP_LOG" >&2
    cat >&2 <<'END'

uv could not be installed. Either there is no network, or python3 has neither pip nor venv.
Install uv by hand (https://docs.astral.sh/uv/), or python3 with pip, then run the same command again.
END
    return 1
}
