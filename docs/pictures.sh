#!/usr/bin/env bash
# Takes the pictures of the README anew from the demo's report: docs/pictures.sh [DEMO] (default: demo), after ./dangol demo.
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
demo="$(readlink -f "${1:-$root/demo}")"
browser="$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)"
if [ -z "$browser" ]; then
  echo "docs/pictures.sh needs chromium and found none: install it (Debian: apt install chromium)." >&2
  exit 1
fi
if [ ! -f "$demo/lake/demo.duckdb" ]; then
  echo "docs/pictures.sh finds no release in $demo: run ./dangol demo first, or name the demo's folder." >&2
  exit 1
fi
pages="$(mktemp -d)"
trap 'rm -rf "$pages"' EXIT
mkdir -p "$root/docs/pictures"
take() { # language page height name
  DANGOL_DEMO="$demo" "$root/dangol" report --conf "$root/conf/demo.yaml" --home "$demo/lake" --language "$1" --out "$pages/$1" >/dev/null
  "$browser" --headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync \
    --no-first-run --hide-scrollbars --user-data-dir="$pages/profile" --virtual-time-budget=5000 --window-size="1200,$3" \
    --screenshot="$root/docs/pictures/$4.png" "file://$pages/$1/$2.html" 2>/dev/null
  echo "docs/pictures/$4.png"
}
take en index 1500 overview
take en voice 1080 said-and-done
take ko cohorts 1080 cohorts-ko
