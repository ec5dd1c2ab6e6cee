#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests; as root on Debian, installs one first.
set -euo pipefail

find_browser() {
  if [ -n "${CHROMIUM:-}" ]; then command -v "$CHROMIUM"; return; fi
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return
  done
  return 1
}

install_browser() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core fonts-liberation
}

find_browser && exit
if [ -n "${CHROMIUM:-}" ]; then
  echo "CHROMIUM=$CHROMIUM cannot be run. Unset it, or give the path of a Chromium." >&2
  exit 1
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The browser tests need Chromium. Install it (Debian: sudo apt-get install chromium)," >&2
  echo "or say where it is: CHROMIUM=/path/to/chromium make test" >&2
  exit 1
fi
echo "Installing Chromium for the browser tests ..." >&2
install_browser >&2
find_browser
