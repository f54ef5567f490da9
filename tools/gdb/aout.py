# Plan 9's executables for gdb: the symbols of an a.out, and an ELF file that holds them.  Beside a program
# that 9cc -g made lies the ELF file that it came from, which knows the lines too: that is better.
import atexit
import os
import shutil
import struct
import tempfile

EMUAOUTMAGIC, EMUAOUTHDR, EMUTEXTBASE, EMUDATAALIGN = 0x8A97, 40, 0x200000, 0x200000


class EmuAout:
    """what a file says; raises ValueError if it is no amd64 program of Plan 9"""

    def __init__(self, file):
        with open(file, "rb") as f:
            head = f.read(EMUAOUTHDR)
            if len(head) < EMUAOUTHDR:
                raise ValueError("no Plan 9 program")
            magic, self.ntext, self.ndata, self.nbss, nsym = struct.unpack(">5I", head[:20])
            if magic != EMUAOUTMAGIC:
                raise ValueError("no Plan 9 program for amd64")
            self.entry = struct.unpack(">Q", head[32:40])[0]
            self.text, self.data = f.read(self.ntext), f.read(self.ndata)
            self.syms = list(self.symbols(f.read(nsym)))
        self.start = EMUTEXTBASE + EMUAOUTHDR
        self.end = self.start + self.ntext
        self.database = -(-self.end // EMUDATAALIGN) * EMUDATAALIGN
        self.functions = sorted((v, n) for v, t, n in self.syms if t in "TtLl")

    def symbols(self, b):
        """(value, letter, name) of each; z and Z are the history of source files"""
        at = 0
        while at + 9 < len(b):
            value, letter = struct.unpack_from(">Q", b, at)[0], chr(b[at + 8] & 0x7F)
            at += 9
            if letter in "zZ":
                at += 1
                while at + 2 <= len(b) and b[at:at + 2] != b"\0\0":
                    at += 2
                at += 2
                continue
            end = b.find(b"\0", at)
            end = end if end >= 0 else len(b)
            yield value, letter, b[at:end].decode("utf-8", "replace")
            at = end + 1


class EmuElf:
    """writes an ELF file with an a.out's text, data and symbols"""

    header = struct.Struct("<16sHHIQQQIHHHHHH")
    section = struct.Struct("<IIQQQQIIQQ")
    symbol = struct.Struct("<IBBHQQ")

    def __init__(self, a):
        self.a, self.names, self.out = a, b"\0", bytearray(self.header.size)

    def name(self, s):
        self.names += s.encode() + b"\0"
        return len(self.names) - len(s.encode()) - 1

    def put(self, b):
        self.out += b"\0" * (-len(self.out) % 16) + b
        return len(self.out) - len(b)

    def symtab(self):
        out = [self.symbol.pack(0, 0, 0, 0, 0, 0)]
        place = {"t": (1, 2), "l": (1, 2), "d": (2, 1), "b": (3, 1)}
        syms = sorted(s for s in self.a.syms if s[1].lower() in place)
        for globl in (False, True):
            if globl:
                self.nlocal = len(out)
            for i, (value, letter, name) in enumerate(syms):
                if letter.isupper() != globl:
                    continue
                section, type = place[letter.lower()]
                end = syms[i + 1][0] if i + 1 < len(syms) else value
                size = end - value if section == 1 and end <= self.a.end else 0
                info = (1 if globl else 0) << 4 | type
                out.append(self.symbol.pack(self.name(name), info, 0, section, value, size))
        return b"".join(out)

    def write(self, file):
        a = self.a
        symtab = self.symtab()
        text, data, sym = self.put(a.text), self.put(a.data), self.put(symtab)
        # name, type, flags, address, offset, size, link, info, align, size of an entry
        sections = [
            (0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            (self.name(".text"), 1, 6, a.start, text, a.ntext, 0, 0, 8, 0),
            (self.name(".data"), 1, 3, a.database, data, a.ndata, 0, 0, 8, 0),
            (self.name(".bss"), 8, 3, a.database + a.ndata, 0, a.nbss, 0, 0, 8, 0),
            (self.name(".symtab"), 2, 0, 0, sym, len(symtab), 5, self.nlocal, 8, self.symbol.size),
            (self.name(".strtab"), 3, 0, 0, 0, 0, 0, 0, 1, 0),
        ]
        names = self.put(self.names)
        sections[5] = sections[5][:4] + (names, len(self.names)) + sections[5][6:]
        where = self.put(b"".join(self.section.pack(*s) for s in sections))
        self.out[:self.header.size] = self.header.pack(
            b"\x7fELF\x02\x01\x01", 2, 62, 1, a.entry, 0, where, 0, self.header.size, 0, 0,
            self.section.size, len(sections), 5)
        with open(file, "wb") as f:
            f.write(self.out)


class EmuPrograms:
    """a.outs and their ELF files; those that are made go when gdb ends"""

    def __init__(self):
        self.dir, self.known = None, {}

    def get(self, file):
        """(EmuAout, the ELF file's name); raises OSError, ValueError"""
        file = os.path.realpath(file)
        st = os.stat(file)
        key = (file, st.st_mtime_ns, st.st_size)
        if key not in self.known:
            a = EmuAout(file)
            self.known[key] = (a, self.beside(a, file + ".elf") or self.make(a, file))
        return self.known[key]

    def beside(self, a, elf):
        """the file that 9cc -g leaves, if it is of this program"""
        try:
            with open(elf, "rb") as f:
                b = f.read()
        except OSError:
            return None
        return elf if a.text in b and struct.unpack_from("<Q", b, 24)[0] == a.entry else None

    def make(self, a, file):
        if self.dir is None:
            self.dir = tempfile.mkdtemp(prefix="emu-gdb.")
            atexit.register(shutil.rmtree, self.dir, True)
        elf = os.path.join(self.dir, "%d-%s" % (len(self.known), os.path.basename(file)))
        EmuElf(a).write(elf)
        return elf
