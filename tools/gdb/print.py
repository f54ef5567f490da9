# How gdb prints the kernel's structures: a line that says what it is, then its fields (print -raw-values
# leaves the line out).
import gdb

EMUQID = ((0x80, "d"), (0x40, "a"), (0x20, "l"), (0x08, "A"))


def emuqid(q):
    type = int(q["type"])
    letters = "".join(c for bit, c in EMUQID if type & bit)
    return "(%#x %d %s)" % (int(q["path"]), int(q["vers"]), letters)


def emuchan(c):
    mode = ("r", "w", "rw", "x")[int(c["mode"]) & 3] if int(c["flag"]) & 1 else "-"
    return "%s #%s.%d %s %s ref %d" % (
        emupath(c), emudev(c), int(c["devno"]), emuqid(c["qid"]), mode, int(c["ref"]["n"]))


def emublock(b):
    n, room = int(b["wp"]) - int(b["rp"]), int(b["lim"]) - int(b["base"])
    if n < 0 or n > room:
        return "damaged: %d bytes in room for %d" % (n, room)
    head = bytes(gdb.selected_inferior().read_memory(int(b["rp"]), min(n, 16))) if n > 0 else b""
    return "%d of %d bytes %s%s" % (n, room, head.hex(), "..." if n > 16 else "")


def emuqueue(q):
    nblock = len(list(emulist(q["first"], "next")))
    s = "%d bytes in %d blocks, limit %d" % (int(q["len"]), nblock, int(q["limit"]))
    if q["closed"]:
        s += ", closed: " + emutext(q["err"])
    for name, sleeper in (("reader", q["rr"]["p"]), ("writer", q["wr"]["p"])):
        if int(sleeper) != 0:
            s += ", %s %s sleeps" % (name, emuwho(sleeper))
    return s


def emuureg(u):
    regs = " ".join("%s %#x" % (r, int(u[r])) for r in ("pc", "sp", "ax", "bx", "cx", "dx", "si", "di", "bp"))
    return "%s trap %d error %#x" % (regs, int(u["type"]), int(u["error"]))


class EmuStruct:
    line = {
        "Qid": emuqid,
        "Chan": emuchan,
        "Path": lambda p: emutext(p["s"]),
        "Block": emublock,
        "Queue": emuqueue,
        "Ureg": emuureg,
    }

    def __init__(self, val, name):
        self.val, self.name = val, name

    def to_string(self):
        try:
            return self.line[self.name](self.val)
        except gdb.MemoryError:
            return "(not to be read)"

    def children(self):
        for f in self.val.type.strip_typedefs().fields() if self.name != "Qid" else []:
            yield f.name, self.val[f]


class EmuPointer:
    def __init__(self, val, name):
        self.val, self.name = val, name

    def to_string(self):
        try:
            return "%#x %s" % (int(self.val), EmuStruct.line[self.name](self.val.dereference()))
        except gdb.MemoryError:
            return "%#x" % int(self.val)


class EmuPrinters:
    name = "emu"
    enabled = True
    pointers = ("Chan", "Path")

    def __call__(self, val):
        type, printer = val.type.strip_typedefs(), EmuStruct
        if type.code == gdb.TYPE_CODE_PTR:
            type, printer = type.target().unqualified().strip_typedefs(), EmuPointer
        if type.code != gdb.TYPE_CODE_STRUCT or type.name not in EmuStruct.line:
            return None
        if printer is EmuPointer and (type.name not in self.pointers or int(val) == 0):
            return None
        return printer(val, type.name)
