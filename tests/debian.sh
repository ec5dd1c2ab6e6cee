#!/usr/bin/env bash
# A fresh Debian server in a folder, made by debootstrap, where the site is set up by the very
# commands of docs/operations.md. As root on Debian.
#
#   tests/debian.sh               try what can be tried where systemd does not run
#   tests/debian.sh COMMAND ...   run a command there, in a checkout, as somebody without rights:
#                                 tests/debian.sh .venv/bin/python -m bench.load sqlite
set -euo pipefail

SUITE=trixie
site="$(cd "$(dirname "$0")/.." && pwd)"
root="$site/var/debian"

# Its own processes and mounts: when this ends, nothing of them is left.
if [ -z "${INSIDE:-}" ]; then
  [ "$(id -u)" = 0 ] || { echo "This needs root: it makes a Debian in a folder." >&2; exit 1; }
  INSIDE=1 exec unshare --mount --pid --fork --kill-child "$0" "$@"
fi

there() { chroot "$root" /bin/bash -eu -o pipefail -c "$1"; }
as_site() { there "cd /srv/lumbar-lock; exec runuser -u lumbar-lock -- $1"; }

start_database() { there 'pg_lsclusters -h | while read -r version name _ state _; do [ "$state" = online ] || pg_ctlcluster "$version" "$name" start; done'; }

# The commands under "On a Debian server", to the letter.
set_up() {
  awk '/^### On a Debian server/ {here = 1} here && /^```/ {if (inside++) exit; next} inside' \
    "$site/docs/operations.md" | while read -r line; do
    echo "# $line"
    there "$line" </dev/null >>"$root/setup.log" 2>&1 || { tail -20 "$root/setup.log" >&2; exit 1; }
    case "$line" in apt-get*) start_database ;; esac
  done
}

export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
# What this machine was told of where packages come from and whom to trust holds there as well.
if [ ! -e "$root/.made" ]; then
  command -v debootstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq debootstrap >&2; }
  rm -rf "$root"
  mkdir -p "$root"
  echo "Making Debian $SUITE ..."
  debootstrap --variant=minbase --include=ca-certificates,git,systemd "$SUITE" "$root" >"$site/var/debootstrap.log"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  [ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$root/etc/"
fi
cp /etc/resolv.conf /etc/hosts "$root/etc/"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"

rm -rf "$root/srv/lumbar-lock"
git clone -q "$site" "$root/srv/lumbar-lock"
if [ ! -e "$root/.made" ]; then
  there 'echo "APT::Get::Assume-Yes 1; APT::Install-Recommends 0;" >/etc/apt/apt.conf.d/90unattended; apt-get -qq update'
  set_up
  touch "$root/.made"
fi

if [ $# -gt 0 ]; then
  there 'make -s -C /srv/lumbar-lock .venv/.dev; install -d -o lumbar-lock /srv/lumbar-lock/var'
  as_site "env HOME=/tmp PYTHONDONTWRITEBYTECODE=1 $(printf '%q ' "$@")"
  exit
fi

echo "systemd has no objection:"
there 'systemd-analyze verify --man=no /etc/systemd/system/lumbar-lock*'
there 'systemd-analyze security --offline=true --threshold=20 lumbar-lock.service | tail -1'
echo "nor has Caddy:"
there 'caddy validate --adapter caddyfile --config /etc/caddy/Caddyfile 2>&1 | tail -1'
echo "nor has the site, and it answers:"
start_database
there 'echo made-up >/etc/lumbar-lock.mail-password; chown lumbar-lock /etc/lumbar-lock.mail-password; chmod 600 /etc/lumbar-lock.mail-password'
there 'make -s -C /srv/lumbar-lock .venv/.run; install -d -m 700 -o lumbar-lock /var/lib/lumbar-lock'
cat >"$root/try.sh" <<'TRY'
set -euo pipefail
umask 077
cd /srv/lumbar-lock
export VAR_DIR=/var/lib/lumbar-lock PYTHONDONTWRITEBYTECODE=1
.venv/bin/python manage.py check --deploy --fail-level WARNING
.venv/bin/python manage.py serve &
trap 'kill %1; wait' EXIT
.venv/bin/python - <<'PYTHON'
import time, urllib.request
until = time.monotonic() + 60
while True:
    try:
        with urllib.request.urlopen("http://127.0.0.1:8000/readyz", timeout=5) as answer:
            print(answer.status, answer.read().decode())
            break
    except OSError:
        if time.monotonic() > until:
            raise
        time.sleep(0.2)
PYTHON
.venv/bin/python manage.py backup
TRY
there 'set -a; . /etc/lumbar-lock.env; set +a; exec runuser -u lumbar-lock -- bash /try.sh'
