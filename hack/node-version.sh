#!/usr/bin/env bash
# Fails, with what to do, unless the node that npm put first in PATH (or else the machine's own) can run the source.
set -euo pipefail
major=$(node -p 'process.versions.node.split(".")[0]')
if [ "$major" -lt 24 ]; then
  echo "Node.js 24 or later is needed, found $(node --version) at $(command -v node)." >&2
  echo "On Linux (x64, arm64) npm brings it with the optional packages node-linux-*: do not pass --omit=optional." >&2
  echo "Elsewhere install it yourself, for instance with nvm, fnm or your system's packages." >&2
  exit 1
fi
