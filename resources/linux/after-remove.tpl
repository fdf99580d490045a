#!/bin/sh
# After Latchkey's files are gone; on an upgrade the new version has put its own in place.
set -e
case "$1" in remove | purge) ;; *) exit 0 ;; esac

if [ -L '/usr/bin/${executable}' ]; then rm -f '/usr/bin/${executable}'; fi

profile='/etc/apparmor.d/${executable}'
if [ -f "$profile" ]; then
  if aa-enabled --quiet 2>/dev/null; then apparmor_parser --remove "$profile" || true; fi
  rm -f "$profile"
fi

if command -v update-desktop-database >/dev/null; then
  update-desktop-database -q /usr/share/applications || true
fi
if command -v gtk-update-icon-cache >/dev/null; then
  gtk-update-icon-cache -q -t -f /usr/share/icons/hicolor || true
fi
