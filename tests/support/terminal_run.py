"""Makes the terminal on standard input the one that controls this process, then becomes Python with the arguments.

A program asks for a token on its controlling terminal; a process that was just started in a session has none.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import termios

# Whoever tests in a shell's background ignores Ctrl+C, and so would the program; a terminal's foreground does not.
signal.signal(signal.SIGINT, signal.SIG_DFL)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
