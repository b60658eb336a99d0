#!/usr/bin/env bash
# Turns the waiting changesets into versions and changelogs, and the lock file after them.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
changeset version
pnpm install --lockfile-only
biome check --write packages/*/package.json
