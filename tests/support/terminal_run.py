"""Makes the terminal on standard input the one that controls this process, then becomes Python with the arguments.

A program asks for a token on its controlling terminal; a process that was just started in a session has none.
"""

from __future__ import annotations

import fcntl
import os
import sys
import termios

fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
