# plan9 ...: commands that show what the kernel knows of its processes, as /proc and others do in
# a system that runs.  help plan9 lists them.
import gdb


class Plan9(gdb.Command):
    """Processes, name spaces and locks of an emu that runs, is attached to, or left a core file."""

    def __init__(self):
        super().__init__("plan9", gdb.COMMAND_DATA, gdb.COMPLETE_NONE, True)


class EmuCommand(gdb.Command):
    """name says the command; run gets its argument, a process if number is set"""

    number = False

    def __init__(self):
        super().__init__("plan9 " + self.name, gdb.COMMAND_DATA)

    def invoke(self, arg, from_tty):
        try:
            self.run(self.process(arg) if self.number else arg)
        except gdb.MemoryError as e:
            raise gdb.GdbError("%s: this memory is not there" % e)

    def process(self, arg):
        if arg:
            return emukernel.proc(int(gdb.parse_and_eval(arg)))
        p = emukernel.current()
        if p is None:
            raise gdb.GdbError("usage: plan9 %s N, a process's number" % self.name)
        return p


class EmuPs(EmuCommand):
    """plan9 ps: all processes.  * is the one that gdb looks at, k a kernel process."""

    name = "ps"

    def run(self, arg):
        me = emukernel.current()
        print("%7s %7s %7s %-10s %-10s %s" % ("PID", "PPID", "HOST", "USER", "STATE", "TEXT"))
        for p in emukernel.procs():
            mark = "*" if me is not None and me.address == p.address else " "
            print("%s%6d %7d %7d %-10s %-10s %s%s" % (
                mark, int(p["pid"]), int(p["parentpid"]), int(p["hostpid"]), emutext(p["user"]),
                emustate(p), emutext(p["text"]), " (k)" if p["kp"] else ""))


class EmuProc(EmuCommand):
    """plan9 proc N: look at process N: gdb's commands are about it from now on.  A process that
    gdb does not have yet is attached to.  In a core file only the one that died has registers; of the others the calls are shown."""

    name, number = "proc", True

    def run(self, p):
        thread = self.thread(p)
        if thread is None and not emuiscore():
            self.attach(emukernel.firstpid() if p["kp"] else int(p["hostpid"]))
            thread = self.thread(p)
        gdb.set_convenience_variable("proc", p.address)
        print("%s: %s, host process %d; $proc is its Proc" % (emuwho(p), emustate(p), int(p["hostpid"])))
        if thread is None:
            self.calls(p)
            return
        thread.switch()
        emuuser.update(p)
        gdb.execute("frame")

    def calls(self, p):
        """of a process that a panic stopped: the frame pointers from where it was"""
        stopped = gdb.parse_and_eval("((Hshared *)0x600000000000)->stopped")
        low, size = int(p["kstack"]), emukernel.enum("Kstacksize")
        for i in range(stopped.type.range()[1] + 1):
            s = stopped[i]
            if int(s["tid"]) != 0 and (int(s["tid"]) == int(p["hostpid"]) or low <= int(s["sp"]) < low + size):
                pc, fp, n = int(s["pc"]), int(s["bp"]), 0
                while True:
                    print("#%-2d %#x %s" % (n, pc, emuplace(pc)))
                    if not low <= fp < low + size:
                        return
                    word = gdb.lookup_type("unsigned long").pointer()
                    frame = gdb.Value(fp).cast(word)
                    pc, fp, n = int(frame[1]), int(frame[0]), n + 1

    def thread(self, p):
        was, found = gdb.selected_thread(), None
        for t in (t for i in gdb.inferiors() for t in i.threads()):
            if t.ptid[0] == (emukernel.firstpid() if p["kp"] else int(p["hostpid"])):
                t.switch()
                if not p["kp"] or emukernel.current().address == p.address:
                    found = t
                    break
        if was is not None:
            was.switch()
        return found

    def attach(self, pid):
        file = gdb.current_progspace().filename
        gdb.execute("add-inferior -exec %s" % file, to_string=True)
        gdb.execute("inferior %d" % max(i.num for i in gdb.inferiors()), to_string=True)
        gdb.execute("attach %d" % pid, to_string=True)


class EmuNs(EmuCommand):
    """plan9 ns N: the name space of process N, as /proc/N/ns has it."""

    name, number = "ns", True

    def run(self, p):
        for mh, m in emukernel.mounts(p["pgrp"]):
            print(" ".join(w for w in self.words(mh, m) if w is not None))
        if int(p["dot"]) != 0:
            print("cd " + emuquote(emupath(p["dot"])))

    def words(self, mh, m):
        flag = int(m["mflag"])
        letters = ("", "b", "a", "?")[flag & 3] + ("c" if flag & 4 else "") + ("C" if flag & 16 else "")
        spec = emutext(m["spec"])
        yield "mount" if int(m["spec"]) != 0 else "bind"
        yield "-" + letters if letters else ""
        yield emuquote(self.server(m["to"]) if int(m["spec"]) != 0 else emupath(m["to"]))
        yield emuquote(emupath(mh["from"]))
        yield emuquote(spec) if spec else None

    def server(self, to):
        c = to["mchan"]
        if int(c) == 0:
            return emupath(to)
        return "#s/" + emutext(c["srvname"]) if int(c["srvname"]) != 0 else emupath(c)


class EmuFds(EmuCommand):
    """plan9 fds N: the open files of process N: number, close on exec (e), Chan, offset."""

    name, number = "fds", True

    def run(self, p):
        for fd, c, cexec in emukernel.fds(p["fgrp"]):
            print("%3d%s %s offset %d" % (fd, "e" if cexec else " ", emuchan(c), int(c["offset"])))


class EmuChans(EmuCommand):
    """plan9 chans: the Chans that processes and name spaces refer to, and who."""

    name = "chans"

    def run(self, arg):
        self.found = {}
        for p in emukernel.procs():
            self.ofproc(p)
        for addr in sorted(self.found):
            c = emukernel.at("Chan", addr)
            print("%#x %s: %s" % (addr, emuchan(c), ", ".join(self.found[addr])))

    def add(self, c, who):
        if int(c) == 0:
            return
        users = self.found.setdefault(int(c), [])
        if who in users:
            return
        users.append(who)
        for link in ("umc", "mchan"):
            self.add(c[link], "%s of %#x" % (link, int(c)))

    def ofproc(self, p):
        pid = int(p["pid"])
        for name in ("slash", "dot", "textc"):
            self.add(p[name], "%s of %d" % (name, pid))
        for c in emulist(p["closelist"], "next"):
            self.add(c.address, "to be closed by %d" % pid)
        for fd, c, cexec in emukernel.fds(p["fgrp"]):
            self.add(c.address, "fd %d of %d" % (fd, pid))
        for mh, m in emukernel.mounts(p["pgrp"]):
            group = int(p["pgrp"]["pgrpid"])
            self.add(mh["from"], "mounted upon in ns %d" % group)
            self.add(m["to"], "mounted in ns %d" % group)


class EmuMounts(EmuCommand):
    """plan9 mounts: the name spaces with their processes, and the 9P sessions in use with the
    requests that wait for a reply."""

    name = "mounts"

    def run(self, arg):
        groups, sessions = {}, {}
        for p in emukernel.procs():
            if int(p["pgrp"]) != 0:
                groups.setdefault(int(p["pgrp"]), []).append(p)
        for addr, procs in sorted(groups.items(), key=lambda g: int(g[1][0]["pgrp"]["pgrpid"])):
            mounts = emukernel.mounts(procs[0]["pgrp"])
            print("name space %d: %d mounts; %s" % (
                int(procs[0]["pgrp"]["pgrpid"]), len(mounts), ", ".join(emuwho(p) for p in procs)))
            for mh, m in mounts:
                c = m["to"]["mchan"]
                if int(c) != 0 and int(c["mux"]) != 0:
                    sessions[int(c["mux"])] = c["mux"]
        for m in sessions.values():
            self.session(m)

    def session(self, m):
        print("9P session %#x on %s: msize %d, version %s%s" % (
            int(m), emuchan(m["c"]), int(m["msize"]), emutext(m["version"]),
            ", hung up" if m["hungup"] else ""))
        rpcs = list(emulist(m["wait"], "next"))
        if int(m["reader"]) != 0:
            rpcs.insert(0, m["reader"].dereference())
        for r in rpcs:
            print("  tag %d type %d of %s%s" % (
                int(r["tag"]), int(r["type"]), emuwho(r["p"]),
                ", reads for all" if r.address == m["reader"] else ""))


class EmuNotes(EmuCommand):
    """plan9 notes N: what was posted to process N and has not come yet, and its handler."""

    name, number = "notes", True
    flag = ("user", "exit", "debug")

    def run(self, p):
        handler = int(p["notify"]["a"])
        print("note group %d, %s%s" % (
            int(p["noteid"]), "handler at %#x" % handler if handler else "no handler",
            ", which runs" if p["notified"] else ""))
        for i in range(int(p["nnote"])):
            n = p["note"][i]
            print("  %s (%s)" % (emutext(n["msg"]), self.flag[int(n["flag"])]))
        if emutext(p["lastnote"]["msg"]):
            print("the last that came: " + emutext(p["lastnote"]["msg"]))


class EmuArena(EmuCommand):
    """plan9 arena: the kernel's memory, by the function that asked for it."""

    name = "arena"

    def run(self, arg):
        heap = gdb.parse_and_eval("'port/alloc.c'::heap")
        tags = []
        for i in range(heap["tag"].type.range()[1] + 1):
            t = heap["tag"][i]
            if int(t["name"]) != 0 and int(t["count"]) != 0:
                tags.append((int(t["bytes"]), int(t["count"]), emutext(t["name"])))
        print("%12s %8s  %s" % ("BYTES", "BLOCKS", "OF"))
        for t in sorted(tags, reverse=True):
            print("%12d %8d  %s" % t)
        print("%12d %8d  all, in %d bytes of pages" % (
            sum(t[0] for t in tags), sum(t[1] for t in tags), int(heap["taken"])))


def emuplace(pc):
    """function and line"""
    s = gdb.execute("info symbol %#x" % pc, to_string=True).split(" in section")[0]
    line = gdb.find_pc_line(pc - 1)
    return s.rstrip() + (" at %s:%d" % (line.symtab.filename, line.line) if line.symtab else "")


def emuiscore():
    c = gdb.selected_inferior().connection
    return c is not None and c.type == "core"
