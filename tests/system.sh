#!/bin/sh
# The servers that the tests start themselves: PostgreSQL with PostGIS, Chromium,
# and the reverse proxy of docs/running.md.
# Installs them where it may; else prints the exact line and fails.
set -u
missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 &&
	ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 ||
	missing="$missing postgresql postgresql-postgis"
[ -x /usr/bin/chromium ] || missing="$missing chromium fonts-dejavu-core fonts-noto-core"
[ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
[ -z "$missing" ] && exit 0

install="apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
	as=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
	as="sudo -n"
else
	echo "The tests need$missing. Type:" >&2
	echo "  sudo apt-get update && sudo $install" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
echo "Installing$missing ..."
log=$(mktemp)
if ! { $as apt-get update -qq && $as $install; } >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "Could not install$missing. Type:" >&2
	echo "  sudo apt-get update && sudo $install" >&2
	exit 1
fi
rm -f "$log"
