#!/usr/bin/env bash
# Installs Debian's ICU if the system has none. The tests run with real cultures, which .NET takes from ICU.
set -euo pipefail

has_icu() { { ldconfig -p 2> /dev/null || /sbin/ldconfig -p; } | grep -q 'libicuuc\.so'; }
if [ "$(uname)" != Linux ] || has_icu; then
  exit 0
fi

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
if command -v apt-get > /dev/null && "${as_root[@]}" true 2> /dev/null; then
  echo "The tests need ICU: installing Debian's." >&2
  "${as_root[@]}" apt-get -qq update < /dev/null >&2 || true
  # The package's name contains its version.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends '^libicu[0-9]+$' < /dev/null >&2 || true
  has_icu && exit 0
fi

echo "The tests need ICU, the library from which .NET takes cultures: install it (apt-get install libicu72, or your system's version)." >&2
exit 1
