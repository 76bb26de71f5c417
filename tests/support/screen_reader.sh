#!/bin/sh
# Within dbus-run-session: the registry of AT-SPI, the window, and who hears it.
# Arguments: the Python of the window, the system's Python, the journey, the file of texts.
set -u
here=$(dirname "$0")
address=$(gdbus call --session --dest org.a11y.Bus --object-path /org/a11y/bus --method org.a11y.Bus.GetAddress)
AT_SPI_BUS_ADDRESS=$(echo "$address" | sed "s/^('//; s/',)$//")
export AT_SPI_BUS_ADDRESS
/usr/libexec/at-spi2-registryd >/dev/null &
registry=$!
pipe=$(mktemp -u)
mkfifo "$pipe"
"$1" "$here/spoken_window.py" <"$pipe" >/dev/null &
window=$!
exec 3>"$pipe"
rm "$pipe"
"$2" "$here/screen_reader.py" "$3" "$4"
code=$?
exec 3>&-
wait "$window"
kill "$registry"
exit "$code"
