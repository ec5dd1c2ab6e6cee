#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests; as root on Debian, installs one first.
set -euo pipefail

find_browser() {
  if [ -n "${CHROMIUM:-}" ]; then command -v "$CHROMIUM"; return; fi
  # The one without a window is a quarter quicker. coaching/management/chromium.py looks in the same order.
  for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return
  done
  return 1
}

install_browser() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends \
    chromium-headless-shell fonts-dejavu-core fonts-liberation
}

# The pictures of pages in tests/browser/looks/ are drawn in them.
install_fonts() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends fontconfig fonts-dejavu-core
}

has_fonts() { fc-list 2>/dev/null | grep -q DejaVuSerif; }

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

if [ -z "${CHROMIUM:-}" ] && ! command -v chromium-headless-shell >/dev/null && can_install; then
  echo "Installing a Chromium for the browser tests ..." >&2
  install_browser >&2 || echo "That did not work; looking for another one." >&2
fi
if ! has_fonts && can_install; then
  install_fonts >&2 || echo "The DejaVu fonts are missing: pictures of pages will look otherwise." >&2
fi
find_browser && exit
if [ -n "${CHROMIUM:-}" ]; then
  echo "CHROMIUM=$CHROMIUM cannot be run. Unset it, or give the path of a Chromium." >&2
  exit 1
fi
echo "The browser tests need Chromium. Install it (Debian: sudo apt-get install chromium-headless-shell)," >&2
echo "or say where it is: CHROMIUM=/path/to/chromium make test" >&2
exit 1
