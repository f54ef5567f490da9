# User code traps by signals all the time, and each Plan 9 process is a process of its own.  When one
# of them ends gdb stops all others; here run and continue go on, until the last has ended.
import os

import gdb


class EmuGoOn:
    wanted = False  # the command that waits is run or continue
    ended = False  # it was stopped by the end of a process
    busy = False
    last = None  # the thread that stopped last

    def start(self):
        self.wanted, self.ended = True, False

    def prompt(self):
        self.wanted = False

    def stopped(self, event):
        self.last = gdb.selected_thread()

    def back(self):
        """a step in one process was broken off by the end of another"""
        if gdb.selected_thread() is not None or self.last is None or not self.last.is_valid():
            return
        try:
            self.last.switch()
            gdb.execute("frame")
        except gdb.error:  # it has ended too
            pass

    def exited(self, event):
        if not self.wanted:
            if os.isatty(0):
                gdb.post_event(self.back)
            return
        self.ended = True
        if os.isatty(0):  # there commands do not wait for their own end
            gdb.post_event(self.goon)

    def goon(self):
        if self.busy:
            return
        self.busy = True
        while self.ended:
            self.ended = False
            for i in gdb.inferiors():
                if i.pid != 0 and i.threads() and self.resume(i):
                    break
        self.busy = False

    def resume(self, inferior):
        try:
            inferior.threads()[0].switch()
            gdb.execute("continue")
            return True
        except gdb.error:  # it ended too, and gdb has not noticed
            gdb.execute("kill inferiors %d" % inferior.num, to_string=True)
            return False


def emusetup():
    for sig in ("SIGSYS", "SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGURG"):
        gdb.execute("handle %s nostop noprint pass" % sig, to_string=True)
    for cmd in (
        "set detach-on-fork off",
        "set follow-fork-mode parent",
        "set schedule-multiple on",
        "set print inferior-events off",
        "set print thread-events off",
        "set breakpoint pending on",
    ):
        gdb.execute(cmd, to_string=True)
    gdb.events.exited.connect(emugoon.exited)
    gdb.events.stop.connect(emugoon.stopped)
    gdb.events.before_prompt.connect(emugoon.prompt)
    for cmd in ("run", "continue"):
        gdb.execute("define hook-%s\npython emugoon.start()\nend" % cmd)
        gdb.execute("define hookpost-%s\npython emugoon.goon()\nend" % cmd)
    for cmd in ("next", "step", "nexti", "stepi", "finish", "until", "advance"):
        gdb.execute("define hookpost-%s\npython emugoon.back()\nend" % cmd)


# it knows what gdb is at
if "emugoon" not in globals():
    emugoon = EmuGoOn()
