#!/usr/bin/env bash
# Prints the path of Chromium for the browser tests: the one that CHROMIUM names, else one on PATH, else Debian's, which it installs if it can.
set -euo pipefail

if [ -n "${CHROMIUM:-}" ]; then
  command -v "$CHROMIUM" && exit
  echo "CHROMIUM is \"$CHROMIUM\", which is not a program: set it to the path of a Chromium or Chrome." >&2
  exit 1
fi

find_on_path() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
find_on_path && exit

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
if command -v apt-get > /dev/null && "${as_root[@]}" true 2> /dev/null; then
  echo "The browser tests need Chromium: installing Debian's." >&2
  # An incomplete list of packages is enough if the package is in it.
  "${as_root[@]}" apt-get -qq update < /dev/null >&2 || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends chromium < /dev/null >&2 || true
  find_on_path && exit
fi

echo "The browser tests need Chromium: install it (apt-get install chromium), or set CHROMIUM to the path of a Chromium or Chrome." >&2
exit 1
