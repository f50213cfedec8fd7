#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the studio takes from its call to a drawn window, on a virtual display.

    python3 tests/bench/studio_start.py [--studio build/release/bin/cloze-studio] [--workspace FOLDER] [--times 9]

Needs Xvfb and libX11. The first start, which reads the programs from disk, is not counted. A window is drawn
when its middle row shows more than one colour. Prints a Markdown row: median, longest, goal.
"""
import argparse
import ctypes
import ctypes.util
import os
import statistics
import subprocess
import sys
import tempfile
import time

GIVE_UP_S = 60


class Attributes(ctypes.Structure):  # XWindowAttributes
    _fields_ = [(name, ctypes.c_int) for name in ("x", "y", "width", "height", "border_width", "depth")] + [
        ("visual", ctypes.c_void_p), ("root", ctypes.c_ulong), ("klass", ctypes.c_int),
        ("bit_gravity", ctypes.c_int), ("win_gravity", ctypes.c_int), ("backing_store", ctypes.c_int),
        ("backing_planes", ctypes.c_ulong), ("backing_pixel", ctypes.c_ulong), ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong), ("map_installed", ctypes.c_int), ("map_state", ctypes.c_int),
        ("all_event_masks", ctypes.c_long), ("your_event_mask", ctypes.c_long),
        ("do_not_propagate_mask", ctypes.c_long), ("override_redirect", ctypes.c_int), ("screen", ctypes.c_void_p)]


class Display:
    """The few calls of Xlib that this needs."""

    def __init__(self, name):
        self.x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x.XGetImage.restype = ctypes.c_void_p
        self.x.XGetPixel.restype = ctypes.c_ulong
        self.handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: 0)
        self.x.XSetErrorHandler(self.handler)  # A window may go while it is looked at.
        self.display = None
        end = time.monotonic() + 10
        while not self.display and time.monotonic() < end:
            self.display = self.x.XOpenDisplay(name.encode())
            time.sleep(0.02)
        if not self.display:
            sys.exit(f"error: no display {name}")
        self.display = ctypes.c_void_p(self.display)
        self.root = ctypes.c_ulong(self.x.XDefaultRootWindow(self.display))

    def windows(self):
        """(id, width, height) of the visible windows that are no menus."""
        root, parent = ctypes.c_ulong(), ctypes.c_ulong()
        children, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        self.x.XQueryTree(self.display, self.root, ctypes.byref(root), ctypes.byref(parent),
                          ctypes.byref(children), ctypes.byref(count))
        found = []
        for i in range(count.value):
            attributes = Attributes()
            if self.x.XGetWindowAttributes(self.display, ctypes.c_ulong(children[i]), ctypes.byref(attributes)):
                if attributes.map_state == 2 and attributes.width > 300 and not attributes.override_redirect:
                    found.append((children[i], attributes.width, attributes.height))
        if children:
            self.x.XFree(children)
        return found

    def row(self, window, width, y):
        """The pixels of a row; empty while there is nothing to read."""
        all_planes, z_pixmap = ctypes.c_ulong(0xFFFFFFFF), 2
        image = self.x.XGetImage(self.display, ctypes.c_ulong(window), 0, y, width, 1, all_planes, z_pixmap)
        if not image:
            return []
        image = ctypes.c_void_p(image)
        pixels = [self.x.XGetPixel(image, i, 0) & 0xFFFFFF for i in range(0, width, 3)]
        self.x.XDestroyImage(image)
        return pixels


def start_once(display, studio, workspace, environment):
    begin = time.monotonic()
    program = subprocess.Popen([studio, "--workspace", workspace, "--language", "en"], env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() - begin < GIVE_UP_S:
            for window, width, height in display.windows():
                if len(set(display.row(window, width, height // 2))) > 1:
                    return time.monotonic() - begin
            if program.poll() is not None:
                sys.exit(f"error: the studio ended with {program.returncode}")
            time.sleep(0.004)
        sys.exit("error: no window was drawn")
    finally:
        program.terminate()
        program.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studio", default="build/release/bin/cloze-studio")
    parser.add_argument("--workspace", help="default: an empty one")
    parser.add_argument("--times", type=int, default=9)
    arguments = parser.parse_args()
    number = 90 + os.getpid() % 900
    server = subprocess.Popen(["Xvfb", f":{number}", "-screen", "0", "1400x900x24"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    try:
        with tempfile.TemporaryDirectory() as folder:
            environment = dict(os.environ, DISPLAY=f":{number}", QT_QPA_PLATFORM="xcb")
            display = Display(f":{number}")
            taken = [start_once(display, arguments.studio, arguments.workspace or folder, environment)
                     for _ in range(arguments.times + 1)][1:]
    finally:
        server.terminate()
        server.wait()
    print(f"| start to a drawn window, {arguments.times} times | {1e3 * statistics.median(taken):.0f} ms "
          f"| {1e3 * max(taken):.0f} ms | 500 ms |")


if __name__ == "__main__":
    main()
