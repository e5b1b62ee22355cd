#!/usr/bin/env bash
# Builds the packages that apps use: the NuGet packages of the libraries and the npm package of the client.
#   ./pack.sh [folder] [version] [options of dotnet pack, such as --no-build]
# The folder (default: packages) can be used as a NuGet feed: dotnet nuget add source <folder>. The version is that of the NuGet packages (default: the
# one in Directory.Build.props); the npm package has the version in its package.json.
set -euo pipefail
mkdir -p "${1:-$(dirname "${BASH_SOURCE[0]}")/packages}"
folder=$(cd "${1:-$(dirname "${BASH_SOURCE[0]}")/packages}" && pwd)
version=${2:-}
options=("${@:3}")
cd "$(dirname "${BASH_SOURCE[0]}")"

for library in Sente.Wire Sente.Actors Sente.AspNetCore; do
  dotnet pack "src/$library" -c Release --nologo -v q -o "$folder" ${version:+-p:Version="$version"} "${options[@]}"
done

cd src/client
if [[ " ${options[*]} " != *" --no-build "* ]]; then
  [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error
  npm run --silent build
fi
npm pack --silent --pack-destination "$folder"
