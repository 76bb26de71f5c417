#!/bin/sh
# Removes the program from where it was installed. Saved setups and tokens in the key store stay.
set -eu
home=$(cd "$(dirname "$0")" && pwd)
prefix=$(cd "$home/../.." && pwd)
share=$prefix/share
while IFS= read -r file; do
  rm -f "$prefix/$file"
done < "$home/installed-files.txt"
folders=$(sort -r "$home/made-folders.txt")
rm -rf "$home"
refresh() {
  if command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || true; fi
}
refresh update-mime-database "$share/mime"
refresh update-desktop-database -q "$share/applications"
echo "$folders" | while IFS= read -r folder; do
  [ -n "$folder" ] || continue
  case $folder in
    # Nothing is left in these but the desktop's own index of what the program had brought.
    ./share/mime) [ -d "$share/mime/packages" ] || rm -rf "$share/mime" ;;
    ./share/applications) [ "$(ls -A "$share/applications")" != mimeinfo.cache ] || rm "$share/applications/mimeinfo.cache" ;;
  esac
  rmdir "$prefix${folder#.}" 2>/dev/null || true
done
[ "${1:-}" = --quiet ] || echo "Removed. Saved setups stay where they are."
