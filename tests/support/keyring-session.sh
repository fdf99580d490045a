#!/bin/sh
# Runs a command in a D-Bus session of its own, with an empty, unlocked keyring that is thrown away afterwards.
# The owner's keyring is out of reach: every folder a keyring daemon looks into is a private one.
# Usage: keyring-session.sh command [argument ...]
set -eu

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
trap 'exit 143' TERM INT HUP
mkdir -p "$home/data/keyrings" "$home/config" "$home/cache"
mkdir -m 700 "$home/run"
export XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config"
export XDG_CACHE_HOME="$home/cache" XDG_RUNTIME_DIR="$home/run"

# An empty line on stdin is the empty password of a new keyring. The command starts when the service has its name.
dbus-run-session -- sh -c '
  printf "\n" | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 &
  keyring=$!
  has_keyring() {
    dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
      org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q "boolean true"
  }
  tries=0
  until has_keyring; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then
      echo "keyring-session: no keyring after 10 seconds" >&2
      exit 1
    fi
    sleep 0.1
  done
  code=0
  "$@" || code=$?
  kill "$keyring" 2>/dev/null || true
  exit "$code"
' sh "$@"
