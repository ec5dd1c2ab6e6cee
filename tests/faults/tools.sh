#!/usr/bin/env bash
# Looks for the proxy and for what makes clocks wrong, for the long tests of faults; as root on
# Debian, installs what is missing.
set -euo pipefail

packages=()
command -v caddy >/dev/null || packages+=(caddy)
command -v faketime >/dev/null || packages+=(faketime)
[ ${#packages[@]} = 0 ] && exit

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The long tests of faults need ${packages[*]} (Debian: sudo apt-get install ${packages[*]})." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}" >&2
