"""Starts the program as separate processes without loading its libraries each time: a warm process forks them."""

from __future__ import annotations

import array
import atexit
import ctypes
import fcntl
import gc
import importlib
import inspect
import io
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

import wizard

INTERPRETER = {"PYTHONUTF8": "1", "PYTHONWARNINGS": "", "PYTHONMALLOC": "", "PYTHONHOME": ""}
"""Variables that the interpreter reads when it starts; other values need a new interpreter."""

BECOME_REAPER = 36
"""``PR_SET_CHILD_SUBREAPER`` of Linux's prctl(2): orphans of the forking process become this process's children."""


class Warm:
    """The process that forks; started on first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self._owner = 0

    def fork(self, told: dict[str, Any], streams: list[int]) -> int:
        """Start a process with these three streams; return its process id."""
        with self._lock:
            if self._line is None or self._owner != os.getpid():  # a fork of this process has its own children
                self._line, self._owner = self._start(), os.getpid()
            line = self._line
            data = json.dumps(told).encode()
            fds = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", streams))]
            line.sendmsg([len(data).to_bytes(4, "big")], fds)
            line.sendall(data)
            return int.from_bytes(_exactly(line, 4), "big")

    def take(self, line: socket.socket) -> None:
        """Use an already running forking process, which is a child of this process."""
        ctypes.CDLL(None).prctl(BECOME_REAPER, 1, 0, 0, 0)
        self._line, self._owner = line, os.getpid()

    @staticmethod
    def _start() -> socket.socket:
        ctypes.CDLL(None).prctl(BECOME_REAPER, 1, 0, 0, 0)
        ours, theirs = socket.socketpair()
        variables = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
        variables |= {"PYTHONPATH": str(Path(wizard.__file__).parents[1]), "PYTHONUTF8": "1"}
        process = subprocess.Popen(
            [sys.executable, "-P", __file__, str(theirs.fileno())],
            pass_fds=[theirs.fileno()], env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        theirs.close()

        def end() -> None:
            ours.close()
            process.wait()

        atexit.register(end)
        return ours


_warm = Warm()


class Popen(subprocess.Popen[Any]):
    """``subprocess.Popen`` for ``[sys.executable, "-m", module, …]`` and ``[sys.executable, script, …]``."""

    def _execute_child(self, *args: Any) -> None:
        at = inspect.signature(subprocess.Popen._execute_child).bind(self, *args).arguments
        variables = dict(os.environ if at["env"] is None else at["env"])
        if any(variables.get(name, usual) != usual for name, usual in INTERPRETER.items()):
            super()._execute_child(*args)  # type: ignore[misc]
            return
        told = {
            "words": [os.fsdecode(word) for word in at["args"][1:]],
            "folder": os.fspath(at["cwd"] or os.curdir),
            "variables": variables,
            "session": at["start_new_session"],
        }
        given = (at["p2cread"], at["c2pwrite"], at["errwrite"])
        self.pid = _warm.fork(told, [own if fd == -1 else fd for own, fd in enumerate(given)])
        self._child_created = True
        pipes = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
        self._close_pipe_fds(*(at[name] for name in pipes))


if sys.platform != "linux":
    Popen = subprocess.Popen  # type: ignore[misc]


def run(*args: Any, **options: Any) -> subprocess.CompletedProcess[str]:
    """Work like ``subprocess.run`` with ``input``, ``capture_output`` and ``timeout``."""
    given, limit = options.pop("input", None), options.pop("timeout", None)
    assert options.pop("capture_output") and not options.pop("check", False)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with Popen(*args, **pipes, **options) as process:
        try:
            output, errors = process.communicate(given, limit)
        except BaseException:
            process.kill()
            raise
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def practice_popen(words: list[str], **options: Any) -> subprocess.Popen[Any]:
    """Start the practice company's process; ``words`` is the command line of ``wizard.practice.process``."""
    return Popen([sys.executable, "-m", "wizard", *words[words.index("practice") :]], **options)


class PracticeSubprocess:
    """Replaces the module ``subprocess`` in ``wizard.practice.process``."""

    def __getattr__(self, name: str) -> Any:
        return practice_popen if name == "Popen" and sys.platform == "linux" else getattr(subprocess, name)


# --- the process that forks


def _exactly(line: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = line.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def _serve(line: socket.socket) -> None:
    """Fork for each request until the connection closes; returns only in the forked process."""
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    fds = array.array("i")
    while True:
        head, more, _, _ = line.recvmsg(4, socket.CMSG_LEN(3 * fds.itemsize))
        if not head:
            os._exit(0)
        streams = array.array("i")
        for _, _, data in more:
            streams.frombytes(data)
        told = json.loads(_exactly(line, int.from_bytes(head, "big")))
        read, write = os.pipe()
        between = os.fork()
        if between == 0:
            # The process in between ends at once, so that the test process becomes the parent.
            made = os.fork()
            if made:
                os.write(write, made.to_bytes(4, "big"))
                os._exit(0)
            for fd in (read, write, line.fileno()):
                os.close(fd)
            signal.signal(signal.SIGINT, usual)
            _become(told, list(streams))
        os.waitpid(between, 0)
        line.sendall(os.read(read, 4))
        for fd in (read, write, *streams):
            os.close(fd)


def _become(told: dict[str, Any], streams: list[int]) -> NoReturn:
    if told["session"]:
        os.setsid()
    for place, fd in enumerate(streams):
        os.dup2(fd, place)
    for fd in streams:
        os.close(fd)
    if "--practice" in told["words"]:
        _lend_practice()
    if told["session"] and os.isatty(0):
        # Tests in a shell's background ignore Ctrl+C, and so would the program; a terminal's foreground process does
        # not.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.chdir(told["folder"])
    os.environ.clear()
    os.environ.update(told["variables"])
    time.tzset()
    # Cached properties of the old streams, for example whether they can seek, do not apply to the new ones.
    encoding, _, errors = told["variables"].get("PYTHONIOENCODING", "").partition(":")
    errors = errors or ("strict" if encoding else "surrogateescape")
    encoding = encoding or "utf-8"
    sys.stdin = sys.__stdin__ = _text(0, "r", encoding, errors, os.isatty(0))
    sys.stdout = sys.__stdout__ = _text(1, "w", encoding, errors, os.isatty(1))
    sys.stderr = sys.__stderr__ = _text(2, "w", encoding, "backslashreplace", True)
    words = told["words"]
    sys.path += [place for place in told["variables"].get("PYTHONPATH", "").split(os.pathsep) if place not in sys.path]
    try:
        if words[0] == "-m":
            sys.argv = words[1:]
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = words
            sys.path.insert(0, str(Path(words[0]).parent))
            runpy.run_path(words[0], run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        code = 1
    # Do what an interpreter does at its end, except for tearing down the libraries.
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        code = code or 120
    os._exit(code & 0xFF)


def _lend_practice() -> None:
    """Let the practice company of this process be forked, too, from a process that has no threads yet."""
    from wizard.practice import process

    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        nothing = os.open(os.devnull, os.O_RDWR)
        for place in range(3):  # the streams end with their process
            os.dup2(nothing, place)
        _serve(theirs)
        os._exit(0)
    theirs.close()
    _warm.take(ours)
    process.subprocess = PracticeSubprocess()  # type: ignore[attr-defined]


def _text(fd: int, mode: str, encoding: str, errors: str, by_line: bool) -> Any:
    file = open(fd, mode + "b", closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(file, encoding=encoding, errors=errors, line_buffering=by_line)


if __name__ == "__main__":
    for module in pkgutil.walk_packages(wizard.__path__, "wizard."):
        if not module.name.startswith(("wizard.ui", "wizard.__main__")):
            importlib.import_module(module.name)
    from wizard.core.texts import Texts
    from wizard.practice.cloudgate import server

    server._published()
    for area in (texts := Texts()).areas():
        texts.load(area)
    gc.collect()
    gc.freeze()
    _serve(socket.socket(fileno=int(sys.argv[1])))
