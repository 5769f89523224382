#!/bin/sh
# Writes requirements.lock from pyproject.toml: every package with its version and hashes, and no package host.
set -eu
cd "$(dirname "$0")/.."
mkdir -p var/log
SETUP_LOG=var/log/setup.log
. scripts/uv.sh
require_uv
"$UV" pip compile pyproject.toml --all-extras --python-version 3.10 --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links --quiet -o requirements.lock
echo "requirements.lock is written. 'make setup' installs it."
