error-no-display = There is no display to open a window on
    .why = Neither DISPLAY nor WAYLAND_DISPLAY is set.
    .next = Start it in a desktop session, or run “{ $program } setup” to do the same steps in the terminal.
error-window-libraries-missing = The window cannot be opened, because a library of the system is missing
    .why = { $reason }
    .next = Install the packages that the README lists for this system. “cloudgate-setup setup” does the same steps in the terminal without them.
