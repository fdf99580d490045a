#!/bin/sh
# After Latchkey's files are in place. electron-builder fills in the names.
set -e
[ "$1" = configure ] || exit 0
home='/opt/${sanitizedProductName}'

ln -sf "$home/${executable}" '/usr/bin/${executable}'

# Chromium isolates its pages by user namespaces, and by this helper where the system forbids those to programs.
chmod 4755 "$home/chrome-sandbox"

# Ubuntu from 24.04 on allows user namespaces only to programs with a profile; older AppArmor cannot read it and needs none.
profile="$home/resources/apparmor-profile"
if [ -d /etc/apparmor.d ] && apparmor_parser --skip-kernel-load "$profile" >/dev/null 2>&1; then
  cp -f "$profile" '/etc/apparmor.d/${executable}'
  if aa-enabled --quiet 2>/dev/null; then
    apparmor_parser --replace --write-cache --skip-read-cache '/etc/apparmor.d/${executable}' || true
  fi
fi

if command -v update-desktop-database >/dev/null; then
  update-desktop-database -q /usr/share/applications || true
fi
if command -v gtk-update-icon-cache >/dev/null; then
  gtk-update-icon-cache -q -t -f /usr/share/icons/hicolor || true
fi
