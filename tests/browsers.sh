#!/usr/bin/env bash
# Looks for Firefox and WebKitGTK for the long tests; as root on Debian, installs what is missing.
set -euo pipefail

# The Debian packages of what cannot be run, in one line.
missing() {
  local packages=()
  command -v firefox-esr firefox >/dev/null || packages+=(firefox-esr)
  command -v WebKitWebDriver >/dev/null || packages+=(webkit2gtk-driver)
  command -v Xvfb >/dev/null || packages+=(xvfb)
  echo "${packages[*]}"
}

install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$@"
}

packages=$(missing)
[ -z "$packages" ] && exit
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The long browser tests need $packages (Debian: sudo apt-get install $packages)." >&2
  exit 1
fi
echo "Installing $packages for the long browser tests ..." >&2
# shellcheck disable=SC2086  each word is a package
install $packages >&2
[ -z "$(missing)" ]
