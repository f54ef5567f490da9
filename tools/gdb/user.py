# The programs: each process's symbols are loaded when it starts one, so that breakpoints in programs
# work and a backtrace goes on from the kernel into the program.
import bisect
import os

import gdb
from gdb.FrameDecorator import FrameDecorator
from gdb.unwinder import Unwinder


class EmuUser:
    def __init__(self):
        self.programs = EmuPrograms()
        self.given = {}  # by base name: files of plan9 symbols
        self.loaded = {}  # by program space: (file of symbols, EmuAout)

    def update(self, p):
        """the present program space gets the symbols of p's program"""
        space = gdb.current_progspace()
        old = self.loaded.get(space, (None, None))
        a, elf = self.program(p)
        if elf == old[0]:
            return
        if old[0] is not None:
            gdb.execute("remove-symbol-file '%s'" % old[0], to_string=True)
            del self.loaded[space]
        if elf is not None:
            gdb.execute("add-symbol-file '%s'" % elf, to_string=True)
            self.loaded[space] = (elf, a)

    def program(self, p):
        file = self.file(p)
        try:
            return self.programs.get(file) if file is not None else (None, None)
        except (OSError, ValueError):
            return None, None

    def file(self, p):
        """the host's name of the program that p runs; None: not known"""
        c = p["textc"]
        if p["kp"] or int(c) == 0:
            return None
        name = os.path.basename(emupath(c))
        if name in self.given:
            return self.given[name]
        if emudev(c) != "U" or emuiscore():
            return None
        fd = int(c["aux"].cast(gdb.lookup_type("Fsfid").pointer())["fd"])
        try:
            return os.readlink("/proc/%d/fd/%d" % (int(p["hostpid"]), fd))
        except OSError:
            return None

    def function(self, pc):
        """where the function begins that pc is in; None: not known"""
        a = self.loaded.get(gdb.current_progspace(), (None, None))[1]
        if a is None or not a.start <= pc < a.end:
            return None
        i = bisect.bisect_right(a.functions, (pc, "\x7f")) - 1
        return a.functions[i] if i >= 0 else None

    def stopped(self, event):
        p = emukernel.current()
        if p is not None:
            self.update(p)


class EmuAtStart(gdb.Breakpoint):
    """a process begins to run, or has another program: gdb stops, has its symbols, and goes on"""

    def __init__(self, function):
        super().__init__(function, internal=True)
        self.silent = True

    def stop(self):
        sp = int(gdb.parse_and_eval("$sp"))
        p = emukernel.ofstack(sp)
        if p is not None:
            emuuser.update(p)
        return False


class EmuSymbols(EmuCommand):
    """plan9 symbols FILE: where processes run a program with FILE's base name, these are its symbols.
    They are found without that when the program is a file of the host.  In a core file they are for
    the process that died."""

    name = "symbols"

    def run(self, arg):
        argv = gdb.string_to_argv(arg)
        if len(argv) != 1:
            raise gdb.GdbError("usage: plan9 symbols FILE")
        try:
            a, elf = emuuser.programs.get(argv[0])
        except (OSError, ValueError) as e:
            raise gdb.GdbError("%s: %s" % (argv[0], e))
        emuuser.given[os.path.basename(argv[0])] = os.path.realpath(argv[0])
        print("%d symbols of %s" % (len(a.syms), argv[0]))
        if gdb.selected_thread() is not None:
            emuuser.stopped(None)


class EmuFrameId:
    def __init__(self, sp, pc):
        pointer = gdb.lookup_type("void").pointer()
        self.sp, self.pc = gdb.Value(sp).cast(pointer), gdb.Value(pc).cast(pointer)


class EmuUnwinder(Unwinder):
    """Where the kernel's stack ends the user's registers go on.  Functions with source lines have unwind tables;
    how deep the stack is at a place of others is seen from the instructions before it."""

    # as Linux's gdb names them, by the number in push and pop
    regs = ("rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
            "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15")
    keep = ("rbx", "rbp", "r12", "r13", "r14", "r15")

    def __init__(self):
        super().__init__("emu")
        self.word = gdb.lookup_type("unsigned long")

    def __call__(self, pending):
        pc, sp = self.read(pending, "rip"), self.read(pending, "rsp")
        if EMUUSERLOW <= pc < EMUUSERHIGH:
            return self.user(pending, pc, sp)
        start = int(gdb.parse_and_eval("(long)&%s" % EmuFrames.first))
        return self.kernelend(pending, pc, sp) if start <= pc < start + 16 else None

    def read(self, pending, reg):
        return int(pending.read_register(reg)) & 0xFFFFFFFFFFFFFFFF

    def kernelend(self, pending, pc, sp):
        p = emukernel.ofstack(sp)
        if p is None or p["kp"]:
            return None
        u = p["ureg"]
        # from here on down; what has the stack of this frame is not the first's
        info = pending.create_unwind_info(EmuFrameId(int(u["sp"]), pc))
        for reg in self.regs + ("rip",):
            field = {"rip": "pc", "rsp": "sp"}.get(reg, reg[1:] if reg[1:].isalpha() else reg)
            info.add_saved_register(reg, u[field].cast(self.word))
        return info

    def user(self, pending, pc, sp):
        f = emuuser.function(pc)
        if f is None or gdb.current_progspace().find_pc_line(pc).symtab is not None:
            return None
        start, name = f
        depth, saved = self.depth(pending.architecture(), start, pc)
        cfa = sp + depth + 8
        info = pending.create_unwind_info(EmuFrameId(cfa, start))
        # nobody called _main
        info.add_saved_register("rip", self.load(cfa - 8) if name != "_main" else gdb.Value(0).cast(self.word))
        info.add_saved_register("rsp", gdb.Value(cfa).cast(self.word))
        for reg in self.keep:
            value = self.load(cfa - 8 - saved[reg]) if reg in saved else pending.read_register(reg)
            info.add_saved_register(reg, value)
        return info

    def load(self, addr):
        return gdb.Value(addr).cast(self.word.pointer()).dereference()

    def depth(self, arch, start, pc):
        """bytes between the stack pointer and the return address at pc, and where below it registers
        were saved.  After a return the depth is that before its epilogue."""
        mem = gdb.selected_inferior().read_memory
        depth, saved, before = 0, {}, None
        for insn in arch.disassemble(start, pc - 1) if pc > start else []:
            if insn["addr"] + insn["length"] > pc:
                break
            code = bytes(mem(insn["addr"], insn["length"]))
            n, reg = self.change(code)
            if n < 0 and before is None:
                before = depth
            elif n > 0 or code[0] == 0xE8 or code[0] & 0xF0 == 0x70:
                before = None
            depth += n
            if n == 8 and reg in self.keep:
                saved.setdefault(reg, depth)
            if code[0] in (0xC2, 0xC3, 0xE9, 0xEB) and depth == 0 and before is not None:
                depth, before = before, None
        return depth, saved

    def change(self, code):
        """how much deeper an instruction makes the stack; the register of a push"""
        high = 8 if code[0] == 0x41 else 0
        op = code[1:] if high else code
        if 0x50 <= op[0] <= 0x57:
            return 8, self.regs[op[0] - 0x50 + high]
        if 0x58 <= op[0] <= 0x5F:
            return -8, None
        if code[0] in (0x68, 0x6A) or (op[0] == 0xFF and op[1] & 0x38 == 0x30):
            return 8, None
        sign = {b"\xec": 1, b"\xc4": -1}.get(code[2:3], 0)
        if code[:2] in (b"\x48\x83", b"\x48\x81") and sign:
            return sign * int.from_bytes(code[3:], "little", signed=True), None
        return 0, None


class EmuFirstFrame(FrameDecorator):
    def function(self):
        return "cloneasm"


class EmuFrames:
    """gdb shows a frame more where the stack ends: leave it out.  And the first frame of a process has a name that
    only gdb wants: show what it is a part of."""

    name, enabled, priority = "emu", True, 100
    first = "__morestack"

    def filter(self, frames):
        for f in frames:
            if f.inferior_frame().pc() == 0 and f.inferior_frame().level() > 0:
                return
            yield EmuFirstFrame(f) if f.inferior_frame().name() == self.first else f


# it keeps what is loaded where
if "emuuser" not in globals():
    emuuser = EmuUser()
