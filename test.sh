#!/usr/bin/env bash
# Installs what the tests need, then runs every test. The last line of output has the totals: "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

CHROMIUM=$(tests/find-chromium.sh)
export CHROMIUM

tests/ensure-icu.sh

dotnet build Sente.Actors.sln --nologo -v q -c Release

failed=0
# One project after the other, because cluster and browser tests need all of the machine.
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  dotnet test "$project" --nologo --no-build -c Release --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" || failed=1
done

# The wire tests run again under cultures that format numbers and dates, or convert the case of letters, in other ways.
for culture in sv-SE tr-TR ar-SA; do
  SENTE_TEST_CULTURE=$culture SENTE_FUZZ_SECONDS=1 dotnet test tests/Sente.Wire.Tests/Sente.Wire.Tests.csproj --nologo --no-build -c Release \
    --results-directory "$results" --logger "trx;LogFileName=Sente.Wire.Tests.$culture.trx" --logger "console;verbosity=minimal" || failed=1
done

# The endpoint's tests run again with sharded users. The first run was on a single node without remoting.
SENTE_TEST_FORM=sharded dotnet test tests/Sente.AspNetCore.Tests/Sente.AspNetCore.Tests.csproj --nologo --no-build -c Release \
  --results-directory "$results" --logger "trx;LogFileName=Sente.AspNetCore.Tests.sharded.trx" --logger "console;verbosity=minimal" || failed=1

# The client's linter, compiler, bundle sizes and tests.
(cd src/client && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error; })
(cd src/client && npm run --silent check && npm run --silent size) || failed=1
(cd src/client && npm test --silent -- --reporter=default --reporter=json --outputFile="$results/client.json") || failed=1

# The counters of the trx files have the same form for every test project; the client's totals come from its own report.
count() { sed -n "s/.*<Counters[^>]* $1=\"\([0-9]*\)\".*/\1/p" "$results"/*.trx | awk '{n += $1} END {print n + 0}'; }
client() { node -p "require('$results/client.json').$1" 2>/dev/null || echo 0; }
passed=$(count passed)
failures=$(count failed)
skipped=$(( $(count total) - passed - failures + $(client numPendingTests) ))
passed=$(( passed + $(client numPassedTests) ))
failures=$(( failures + $(client numFailedTests) ))
[ "$failed" -eq 0 ] || [ "$failures" -gt 0 ] || failures=1
echo "$passed passed, $failures failed, $skipped skipped"
[ "$failures" -eq 0 ] && [ "$passed" -gt 0 ]
