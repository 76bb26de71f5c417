error-no-display = There is no display to open a window on
    .why = Neither DISPLAY nor WAYLAND_DISPLAY is set.
    .next = Start it in a desktop session, or run “{ $program } setup” to do the same steps in the terminal.
error-display-silent = The window cannot be opened, because the display does not answer
    .why = It does not respond, or it does not accept this user: { $where }.
    .next = Start it in a desktop session, or correct the variable. “{ $program } setup” does the same steps in the terminal.
error-window-libraries-missing = The window cannot be opened, because libraries of the system are missing
    .why = { $plugin ->
        [none] Qt needs { $libraries }, which this system does not have.
       *[other] Qt’s plugin “{ $plugin }” needs { $libraries }, which this system does not have.
    }
    .next = { $packages ->
        [none] Install the packages that contain these files.
       *[other] On Debian and Ubuntu, as root: apt-get install { $packages }. Elsewhere, install the packages that contain these files.
    } “{ $program } setup” does the same steps in the terminal without them.
error-window-plugin-broken = The window cannot be opened, because Qt does not start
    .why = { $reason }
    .next = Remove the variable QT_QPA_PLATFORM if it is set. Otherwise install the program again; if that does not help, this system may be too old for it. “{ $program } setup” does the same steps in the terminal.
error-window-plugin-unknown = The window cannot be opened, because Qt has no platform plugin “{ $plugin }”
    .why = QT_QPA_PLATFORM names it. There are: { $known }.
    .next = Remove the variable QT_QPA_PLATFORM, or give it one of these values.
error-practice-edit-unknown = There is no change called { $name }
    .why = The practice company does not know it.
    .next = Choose one from the practice controls.
error-practice-edit-early = There is nothing to change yet
    .why = Provisioning is not set up in the practice company.
    .next = Connect Entra to CloudGate on step 6 first.
error-practice-days = { $value } days cannot go by at once
    .why = Between 0 and 60 are possible.
    .next = Enter a number in this range, and repeat the command for more.
