# plan9 locks: who holds what, and who waits for it, from the lists that processes keep of their locks.
import gdb

EMURANKS = "Rumq Rpgrp Rmhead Rseglock Rseg Rdev Rqueue Rproctab Rproc Rfgrp Rchan Rq Rrendez Rwait Rsleep Ralloc Rlog"
EMUKINDS = (("Lock", "Lock"), ("QLock", "QLock"), ("RWlock", "RWlock, reading"), ("RWlock", "RWlock, writing"))


class EmuLocks(EmuCommand):
    """plan9 locks: the locks that are held or waited for, who has them and who waits; then the
    cycles of processes that wait for each other."""

    name = "locks"

    def run(self, arg):
        self.users = {}  # (address, kind of struct) to [(process, Held)]
        self.procs = procs = emukernel.procs()
        for p in procs:
            for h in emukernel.held(p):
                self.users.setdefault((h.lk, EMUKINDS[h.kind][0]), []).append((p, h))
        for key in sorted(self.users):
            self.show(*key)
        for p in procs:
            if int(p["state"]) == emukernel.enum("Wakeme") and int(p["r"]) != 0:
                print("%s sleeps at Rendez %s" % (emuwho(p), self.place(int(p["r"]))))
        self.cycles()

    def show(self, addr, struct):
        lk = emukernel.at(struct, addr)
        users = self.users[addr, struct]
        has = [(p, h) for p, h in users if self.has(p, h)]
        waits = [(p, h) for p, h in users if not self.has(p, h)]
        print("%s %s%s" % (struct, self.place(addr), self.rank(int(lk["rank"]))))
        for p, h in has:
            print("  has it: %s%s" % (emuwho(p), EMUKINDS[h.kind][1][len(struct):]))
        for p, h in waits:
            print("  waits: %s%s" % (emuwho(p), EMUKINDS[h.kind][1][len(struct):]))

    def has(self, p, h):
        if h.kind != emukernel.enum("Hlock"):
            return h.got == 1
        word = int(emukernel.at("Lock", h.lk)["word"])
        return (word & 0x7FFFFFFF) == int(p["slot"]) + 1

    def rank(self, n):
        for name in EMURANKS.split():
            if emukernel.enum(name) == n:
                return ", " + name
        return ""

    def place(self, addr):
        """an address with the name that it has in a process or among the statics"""
        for p in self.procs:
            at = addr - int(p.address)
            for f in p.type.strip_typedefs().fields() if 0 <= at < p.type.sizeof else []:
                if f.bitpos // 8 <= at < f.bitpos // 8 + f.type.sizeof:
                    return "%#x %s of %s" % (addr, f.name, emuwho(p))
        s = gdb.execute("info symbol %#x" % addr, to_string=True)
        return "%#x" % addr if s.startswith("No symbol") else "%#x %s" % (addr, s.split(" in ")[0])

    def waitsfor(self, pid):
        for users in self.users.values():
            if any(int(p["pid"]) == pid and not self.has(p, h) for p, h in users):
                return [int(p["pid"]) for p, h in users if self.has(p, h)]
        return []

    def cycles(self):
        told = set()
        for users in list(self.users.values()):
            for p, h in users:
                way = self.way([int(p["pid"])])
                if way and not told & set(way):
                    told |= set(way)
                    print("deadlock: " + " waits for ".join("%d" % i for i in way + way[:1]))

    def way(self, path):
        """path, if who is first is waited for by who is last; each waits for the next"""
        for next in self.waitsfor(path[-1]):
            if next == path[0]:
                return path
            if next not in path:
                found = self.way(path + [next])
                if found:
                    return found
        return None
