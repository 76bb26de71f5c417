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
home=$prefix/lib/cloudgate-setup
if [ -x "$home/uninstall.sh" ]; then
  "$home/uninstall.sh" --quiet
fi
# Folders that are not there yet are removed again with the program, unless somebody else has put something into them.
folders=$(cd "$here/usr" && find . -type d ! -path './lib/cloudgate-setup*' |
  while IFS= read -r folder; do [ -d "$prefix/$folder" ] || echo "$folder"; done)
mkdir -p "$prefix"
cp -R "$here/usr/." "$prefix/"
(cd "$here/usr" && find . \( -type f -o -type l \) ! -path './lib/cloudgate-setup/*') > "$home/installed-files.txt"
echo "$folders" > "$home/made-folders.txt"
cp "$here/uninstall.sh" "$home/uninstall.sh"
# A menu entry is started without the person's search path.
sed -i "s|^Exec=cloudgate-setup|Exec=\"$prefix/bin/cloudgate-setup\"|; s|^TryExec=.*|TryExec=$prefix/bin/cloudgate-setup|" \
  "$share/applications/com.soloinsight.cloudgate-setup.desktop"
refresh() {
  if command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || true; fi
}
refresh update-mime-database "$share/mime"
refresh update-desktop-database -q "$share/applications"
"$prefix/bin/cloudgate-setup" --version
echo "Installed. Start it from the menu, or with: $prefix/bin/cloudgate-setup"
echo "To remove it: $home/uninstall.sh"
