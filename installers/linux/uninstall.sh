#!/bin/sh
# Removes the program from where it was installed. Saved setups and tokens in the key store stay.
set -eu
home=$(cd "$(dirname "$0")" && pwd)
prefix=$(cd "$home/../.." && pwd)
while IFS= read -r file; do
  rm -f "$prefix/$file"
done < "$home/installed-files.txt"
rm -rf "$home"
for command in "update-mime-database $prefix/share/mime" "update-desktop-database -q $prefix/share/applications"; do
  # shellcheck disable=SC2086 # words of a command
  if command -v "${command%% *}" >/dev/null 2>&1; then $command >/dev/null 2>&1 || true; fi
done
[ "${1:-}" = --quiet ] || echo "Removed. Saved setups stay where they are."
