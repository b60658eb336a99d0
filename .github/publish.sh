#!/usr/bin/env bash
# Builds the packages and publishes those whose version is not on npm yet; tags them. Provenance wants the repository's
# address in each manifest: it is that of the workflow that runs this.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
for folder in packages/*; do
  (
    cd "$folder"
    npm pkg set repository.type=git "repository.url=git+https://github.com/$GITHUB_REPOSITORY.git" "repository.directory=$folder"
  )
done
turbo run build --filter='./packages/*'
changeset publish
