#!/usr/bin/env bash
# Installs what looks at the site from outside into var/outside: the scanners, apart from the
# site's own environment, and MDN's Observatory. Quick when nothing has changed since.
set -euo pipefail
here=$(dirname "$0") python=$1 into=$2
umask 077
mkdir -p "$into"

for tool in npm openssl; do
  if ! command -v "$tool" >/dev/null; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
      echo "Looking from outside needs $tool (Debian: sudo apt-get install $tool)." >&2
      exit 1
    fi
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$tool" >&2
  fi
done

if ! cmp -s "$here/scanners.lock" "$into/scanners.lock"; then
  echo "Installing wapiti and sqlmap ..." >&2
  "$python" -m venv --clear "$into/scanners"
  "$into/scanners/bin/python" -m pip install -qq --disable-pip-version-check --no-deps \
    --require-hashes -r "$here/scanners.lock"
  cp "$here/scanners.lock" "$into/scanners.lock"
fi

observatory=$into/observatory
if ! cmp -s "$here/node/package-lock.json" "$observatory/installed.json"; then
  echo "Installing MDN's HTTP Observatory ..." >&2
  mkdir -p "$observatory"
  cp "$here"/node/package.json "$here"/node/package-lock.json "$here"/node/.npmrc "$observatory"
  # Its own script would fetch the list of preloaded hosts, in which this machine is not.
  (cd "$observatory" && npm ci --silent --ignore-scripts --no-audit --no-fund >&2)
  echo '{}' >"$observatory/node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json"
  cp "$here/node/package-lock.json" "$observatory/installed.json"
fi
