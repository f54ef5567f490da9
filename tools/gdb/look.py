# How the other scripts read the kernel's memory: processes, lists, texts.  Nothing here needs a
# process that runs, so all of it works on a core file too.
import bisect
import collections

import gdb

EMUUSERLOW, EMUUSERHIGH = 0x200000, 0x3FFFFFFFF000  # where programs are

EmuHeld = collections.namedtuple("EmuHeld", "lk kind got")


class EmuKernel:
    def __init__(self):
        self.stacks, self.nslot = [], 0
        self.enums = {}

    def enum(self, name):
        if name not in self.enums:
            self.enums[name] = int(gdb.parse_and_eval(name))
        return self.enums[name]

    def table(self):
        return gdb.parse_and_eval("'port/proc.c'::tab")

    def slots(self):
        tab = self.table()
        return [tab["slot"][i] for i in range(int(tab["nslot"]))]

    def procs(self):
        """those that live, by pid"""
        all = [p.dereference() for p in self.slots()]
        live = [p for p in all if int(p["pid"]) != 0 and int(p["state"]) != self.enum("Dead")]
        return sorted(live, key=lambda p: int(p["pid"]))

    def proc(self, pid):
        for p in self.procs():
            if int(p["pid"]) == pid:
                return p
        raise gdb.GdbError("there is no process %d" % pid)

    def ofstack(self, sp):
        """the process whose kernel stack sp is in; Procs and their stacks stay for ever"""
        nslot = int(self.table()["nslot"])
        if nslot != self.nslot:
            self.nslot = nslot
            self.stacks = sorted((int(p["kstack"]), int(p)) for p in self.slots())
        i = bisect.bisect_right(self.stacks, (sp, 1 << 64)) - 1
        if i < 0 or sp > self.stacks[i][0] + self.enum("Kstacksize"):
            return None
        return self.at("Proc", self.stacks[i][1])

    def at(self, type, addr):
        return gdb.Value(addr).cast(gdb.lookup_type(type).pointer()).dereference()

    def current(self):
        """the process of the thread that is looked at"""
        if gdb.selected_thread() is None:
            return None
        try:
            p = gdb.parse_and_eval("'port/proc.c'::up")
            if int(p) != 0:
                return p.dereference()
        except gdb.error:  # a core file, without what it takes to find a thread's variables
            pass
        frame = gdb.newest_frame()
        while frame is not None and frame.is_valid():
            p = self.ofstack(int(frame.read_register("rsp")) & 0xFFFFFFFFFFFFFFFF)
            if p is not None:
                return p
            frame = frame.older()
        return None

    def firstpid(self):
        return int(gdb.parse_and_eval("((Hshared *)0x600000000000)->firstpid"))

    def fds(self, fgrp):
        """(number, Chan, closed on exec) of each descriptor that is open"""
        if int(fgrp) == 0:
            return
        chunk = self.enum("Dfdgrow")
        for fd in range(int(fgrp["nfd"])):
            slots = fgrp["chunk"][fd // chunk]
            word = int(slots[fd % chunk]) if int(slots) != 0 else 0
            if word & ~1:
                yield fd, self.at("Chan", word & ~1), word & 1

    def mounts(self, pgrp):
        """(Mhead, Mount) of a name space, in the order in which they were made"""
        found = []
        for i in range(self.enum("Mnthash")) if int(pgrp) != 0 else []:
            for mh in emulist(pgrp["mnthash"][i], "hash"):
                found += [(mh, m) for m in emulist(mh["mount"], "next")]
        return sorted(found, key=lambda f: int(f[1]["mountid"]))

    def held(self, p):
        for i in range(int(p["nheld"])):
            h = p["held"][i]
            if int(h["lk"]) != 0:
                yield EmuHeld(int(h["lk"]), int(h["kind"]), int(h["got"]))


def emulist(p, link):
    """what a list of pointers holds; a ring ends it as nil does"""
    seen = set()
    while int(p) != 0 and int(p) not in seen:
        seen.add(int(p))
        yield p.dereference()
        p = p[link]


def emutext(p, nil=""):
    """a char *, or an array of them"""
    try:
        if p.type.strip_typedefs().code == gdb.TYPE_CODE_PTR and int(p) == 0:
            return nil
        return p.string("utf-8", "replace")
    except gdb.error:
        return "?"


def emupath(c):
    """the name of a Chan, as chanpath has it"""
    return emutext(c["path"]["s"], "?") if int(c["path"]) != 0 else "?"


def emudev(c):
    return chr(int(c["dev"]["dc"])) if int(c["dev"]) != 0 else "-"


def emuquote(s):
    """as the kernel's %q"""
    must = s == "" or any(c <= " " or c in "'`^#*?[]{}()=|\\$<>&;" for c in s)
    return "'%s'" % s.replace("'", "''") if must else s


def emustate(p):
    """as /proc/n/status has it"""
    if int(p["psstate"]) != 0:
        return emutext(p["psstate"])
    name = ("Dead New Ready Running Wakeme Queueing QueueingR QueueingW Broken Stopped"
            " Rendez Moribund").split()
    n = int(p["state"])
    return name[n] if 0 <= n < len(name) else str(n)


def emuwho(p):
    return "%d %s" % (int(p["pid"]), emutext(p["text"]))


emukernel = EmuKernel()
