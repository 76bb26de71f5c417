#!/bin/sh
# Puts the program into the folders of the person who runs this, or of everybody when root runs it. PREFIX names others.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ -n "${PREFIX:-}" ]; then
  prefix=$PREFIX
elif [ "$(id -u)" -eq 0 ]; then
  prefix=/usr/local
else
  prefix=$HOME/.local
fi
share=$prefix/share
if [ -x "$prefix/lib/cloudgate-setup/uninstall.sh" ]; then
  "$prefix/lib/cloudgate-setup/uninstall.sh" --quiet
fi
mkdir -p "$prefix"
cp -R "$here/usr/." "$prefix/"
(cd "$here/usr" && find . \( -type f -o -type l \) ! -path './lib/cloudgate-setup/*') \
  > "$prefix/lib/cloudgate-setup/installed-files.txt"
cp "$here/uninstall.sh" "$prefix/lib/cloudgate-setup/uninstall.sh"
# A menu entry is started without the person's search path.
sed -i "s|^Exec=cloudgate-setup|Exec=\"$prefix/bin/cloudgate-setup\"|; s|^TryExec=.*|TryExec=$prefix/bin/cloudgate-setup|" \
  "$share/applications/com.soloinsight.cloudgate-setup.desktop"
for command in "update-mime-database $share/mime" "update-desktop-database -q $share/applications"; do
  # shellcheck disable=SC2086 # words of a command
  if command -v "${command%% *}" >/dev/null 2>&1; then $command >/dev/null 2>&1 || true; fi
done
"$prefix/bin/cloudgate-setup" --version
echo "Installed. Start it from the menu, or with: $prefix/bin/cloudgate-setup"
echo "To remove it: $prefix/lib/cloudgate-setup/uninstall.sh"
