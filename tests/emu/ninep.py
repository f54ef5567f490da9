"""A small 9P client for the tests: 9P2000, 9P2000.u and 9P2000.L over a socket.  Each call sends one message and
waits for its answer; rpc_send and rpc_wait take the two apart."""
import socket
import struct

NOTAG, NOFID = 0xFFFF, 0xFFFFFFFF
(Tversion, Tauth, Tattach, Rerror, Tflush, Twalk, Topen, Tcreate, Tread, Twrite, Tclunk, Tremove, Tstat, Twstat) = (
    100, 102, 104, 107, 108, 110, 112, 114, 116, 118, 120, 122, 124, 126)
Rlerror = 7
OREAD, OWRITE, ORDWR, OEXEC, OTRUNC, ORCLOSE = 0, 1, 2, 3, 0x10, 0x40
DMDIR = 0x80000000


class Error(Exception):
    """what the server answered: a text, or a number (9P2000.L)"""

    def __init__(self, text, number=0):
        super().__init__(text if text else f'error {number}')
        self.text, self.number = text, number


def s(text):
    b = text.encode() if isinstance(text, str) else text
    return struct.pack('<H', len(b)) + b


class Reader:
    """fields of a message from its front"""

    def __init__(self, data):
        self.data, self.at = data, 0

    def int(self, n):
        v = int.from_bytes(self.bytes(n), 'little')
        return v

    def bytes(self, n):
        if self.at + n > len(self.data):
            raise ValueError('short message')
        self.at += n
        return self.data[self.at - n:self.at]

    def str(self):
        return self.bytes(self.int(2)).decode()

    def qid(self):
        return (self.int(1), self.int(4), self.int(8))

    def left(self):
        return len(self.data) - self.at


def dial(addr):
    """addr: unix!path or tcp!host!port"""
    kind, _, rest = addr.partition('!')
    if kind == 'unix':
        k = socket.socket(socket.AF_UNIX)
        k.connect(rest)
    else:
        host, _, port = rest.partition('!')
        k = socket.create_connection((host, int(port)))
        k.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    k.settimeout(20)
    return k


class Stat:
    """a directory entry"""

    def __init__(self, r, unix=False):
        end = r.int(2) + r.at
        self.type, self.dev, self.qid = r.int(2), r.int(4), r.qid()
        self.mode, self.atime, self.mtime, self.length = r.int(4), r.int(4), r.int(4), r.int(8)
        self.name, self.uid, self.gid, self.muid = r.str(), r.str(), r.str(), r.str()
        if unix:
            self.extension, self.n_uid, self.n_gid, self.n_muid = r.str(), r.int(4), r.int(4), r.int(4)
        if r.at != end:
            raise ValueError('bad stat')


def wstat(name='', mode=0xFFFFFFFF, mtime=0xFFFFFFFF, length=0xFFFFFFFFFFFFFFFF, gid='', unix=False):
    b = struct.pack('<HIBIQIIIQ', 0xFFFF, 0xFFFFFFFF, 0xFF, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF, mode, 0xFFFFFFFF, mtime,
                    length) + s(name) + s('') + s(gid) + s('')
    if unix:
        b += s('') + struct.pack('<III', NOFID, NOFID, NOFID)
    return struct.pack('<H', len(b)) + b


class Client:
    def __init__(self, addr, version='9P2000', msize=65536, user=None, n_uname=NOFID, attach=True, aname='', k=None):
        self.k = k or dial(addr)
        self.nexttag, self.nextfid, self.got = 0, 1, {}
        self.dialect = version
        r = self.rpc(Tversion, struct.pack('<I', msize) + s(version), NOTAG)
        self.msize, self.version = r.int(4), r.str()
        if attach:
            self.root = self.attach(user, n_uname, aname)

    def close(self):
        self.k.close()

    # ---- messages ----

    def recv(self, n):
        b = b''
        while len(b) < n:
            more = self.k.recv(n - len(b))
            if not more:
                raise EOFError('the server hung up')
            b += more
        return b

    def send(self, type, body, tag):
        self.k.sendall(struct.pack('<IBH', 7 + len(body), type, tag) + body)

    def message(self):
        size = int.from_bytes(self.recv(4), 'little')
        data = self.recv(size - 4)
        return data[0], int.from_bytes(data[1:3], 'little'), data[3:]

    def newtag(self):
        self.nexttag = (self.nexttag + 1) % 0xFFF0
        return self.nexttag

    def rpc_send(self, type, body, tag=None):
        tag = self.newtag() if tag is None else tag
        self.send(type, body, tag)
        return tag

    def rpc_wait(self, type, tag):
        while tag not in self.got:
            t, g, data = self.message()
            self.got[g] = (t, data)
        t, data = self.got.pop(tag)
        r = Reader(data)
        if t == Rerror:
            text = r.str()
            raise Error(text, r.int(4) if r.left() else 0)
        if t == Rlerror:
            raise Error('', r.int(4))
        if t != type + 1:
            raise ValueError(f'answer {t} to {type}')
        return r

    def rpc(self, type, body, tag=None):
        return self.rpc_wait(type, self.rpc_send(type, body, tag))

    # ---- 9P2000 ----

    def fid(self):
        self.nextfid += 1
        return self.nextfid

    def attach(self, user=None, n_uname=NOFID, aname=''):
        fid = self.fid()
        body = struct.pack('<II', fid, NOFID) + s(user if user is not None else '') + s(aname)
        if self.dialect != '9P2000':
            body += struct.pack('<I', n_uname)
        self.rpc(Tattach, body)
        return fid

    def walk(self, fid, names, newfid=None):
        """result: the new fid; Error when not all names were found"""
        newfid = self.fid() if newfid is None else newfid
        names = [n for n in names.split('/') if n] if isinstance(names, str) else names
        done = 0
        while True:
            part = names[done:done + 16]
            r = self.rpc(Twalk, struct.pack('<IIH', fid if done == 0 else newfid, newfid, len(part)) + b''.join(map(s, part)))
            n = r.int(2)
            self.qids = [r.qid() for _ in range(n)]
            if n < len(part):
                raise Error('file does not exist', 2)
            done += n
            if done >= len(names):
                return newfid

    def open(self, fid, mode=OREAD):
        r = self.rpc(Topen, struct.pack('<IB', fid, mode))
        self.qid, self.iounit = r.qid(), r.int(4)
        return fid

    def create(self, fid, name, perm=0o644, mode=OWRITE, extension=''):
        body = struct.pack('<I', fid) + s(name) + struct.pack('<IB', perm, mode)
        if self.dialect == '9P2000.u':
            body += s(extension)
        self.rpc(Tcreate, body)
        return fid

    def read(self, fid, offset, count):
        r = self.rpc(Tread, struct.pack('<IQI', fid, offset, count))
        return r.bytes(r.int(4))

    def write(self, fid, offset, data):
        return self.rpc(Twrite, struct.pack('<IQI', fid, offset, len(data)) + data).int(4)

    def clunk(self, fid):
        self.rpc(Tclunk, struct.pack('<I', fid))

    def remove(self, fid):
        self.rpc(Tremove, struct.pack('<I', fid))

    def stat(self, fid):
        r = self.rpc(Tstat, struct.pack('<I', fid))
        r.int(2)
        return Stat(r, self.dialect == '9P2000.u')

    def wstat(self, fid, **what):
        b = wstat(unix=self.dialect == '9P2000.u', **what)
        self.rpc(Twstat, struct.pack('<IH', fid, len(b)) + b)

    def flush(self, oldtag):
        self.rpc(Tflush, struct.pack('<H', oldtag))

    # ---- whole files ----

    def readall(self, fid):
        out = b''
        while True:
            b = self.read(fid, len(out), self.msize - 24)
            if not b:
                return out
            out += b

    def get(self, path):
        fid = self.open(self.walk(self.root, path))
        b = self.readall(fid)
        self.clunk(fid)
        return b

    def put(self, path, data, perm=0o644):
        dir, _, name = path.rpartition('/')
        fid = self.create(self.walk(self.root, dir), name, perm)
        for i in range(0, len(data), self.msize - 24):
            n = self.write(fid, i, data[i:i + self.msize - 24])
            assert n == len(data[i:i + self.msize - 24])
        self.clunk(fid)

    def ls(self, path):
        fid = self.open(self.walk(self.root, path))
        r = Reader(self.readall(fid))
        self.clunk(fid)
        out = []
        while r.left():
            out.append(Stat(r, self.dialect == '9P2000.u'))
        return out


class LinuxClient(Client):
    """9P2000.L"""
    O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_DIRECTORY = 0o100, 0o200, 0o1000, 0o2000, 0o200000
    MODE, UID, GID, SIZE, ATIME, MTIME, ATIME_SET, MTIME_SET = 1, 2, 4, 8, 0x10, 0x20, 0x80, 0x100
    RDLCK, WRLCK, UNLCK = 0, 1, 2

    def __init__(self, addr, **more):
        super().__init__(addr, '9P2000.L', **more)

    def lopen(self, fid, flags=0):
        r = self.rpc(12, struct.pack('<II', fid, flags))
        self.qid, self.iounit = r.qid(), r.int(4)
        return fid

    def lcreate(self, fid, name, flags, mode=0o644):
        self.rpc(14, struct.pack('<I', fid) + s(name) + struct.pack('<III', flags, mode, 0))
        return fid

    def mkdir(self, fid, name, mode=0o755):
        return self.rpc(72, struct.pack('<I', fid) + s(name) + struct.pack('<II', mode, 0)).qid()

    def mknod(self, fid, name, mode):
        return self.rpc(18, struct.pack('<I', fid) + s(name) + struct.pack('<IIII', mode, 0, 0, 0)).qid()

    def symlink(self, fid, name, target):
        return self.rpc(16, struct.pack('<I', fid) + s(name) + s(target) + struct.pack('<I', 0)).qid()

    def getattr(self, fid):
        r = self.rpc(24, struct.pack('<IQ', fid, 0x7FF))
        names = ('valid qid mode uid gid nlink rdev size blksize blocks atime atime_nsec mtime mtime_nsec '
                 'ctime ctime_nsec btime btime_nsec gen version').split()
        sizes = {'mode': 4, 'uid': 4, 'gid': 4}
        a = {n: r.qid() if n == 'qid' else r.int(sizes.get(n, 8)) for n in names}
        assert r.left() == 0
        return a

    def setattr(self, fid, valid, mode=0, uid=0, gid=0, size=0, atime=0, mtime=0):
        self.rpc(26, struct.pack('<IIIIIQQQQQ', fid, valid, mode, uid, gid, size, atime, 0, mtime, 0))

    def readdir(self, fid, offset, count):
        """(qid, offset, type, name) of each entry"""
        r = self.rpc(40, struct.pack('<IQI', fid, offset, count))
        data = Reader(r.bytes(r.int(4)))
        out = []
        while data.left():
            out.append((data.qid(), data.int(8), data.int(1), data.str()))
        return out

    def names(self, fid, count=8192):
        out, offset = [], 0
        while True:
            more = self.readdir(fid, offset, count)
            if not more:
                return out
            out += [e[3] for e in more]
            offset = more[-1][1]

    def rename(self, fid, dfid, name):
        self.rpc(20, struct.pack('<II', fid, dfid) + s(name))

    def renameat(self, dfid, old, newdfid, new):
        self.rpc(74, struct.pack('<I', dfid) + s(old) + struct.pack('<I', newdfid) + s(new))

    def unlinkat(self, dfid, name, flags=0):
        self.rpc(76, struct.pack('<I', dfid) + s(name) + struct.pack('<I', flags))

    def fsync(self, fid):
        self.rpc(50, struct.pack('<II', fid, 0))

    def statfs(self, fid):
        r = self.rpc(8, struct.pack('<I', fid))
        return [r.int(n) for n in (4, 4, 8, 8, 8, 8, 8, 8, 4)]

    def lock(self, fid, type, start=0, length=0, proc=1, client='test'):
        return self.rpc(52, struct.pack('<IBIQQI', fid, type, 0, start, length, proc) + s(client)).int(1)

    def getlock(self, fid, type, start=0, length=0, proc=1, client='test'):
        r = self.rpc(54, struct.pack('<IBQQI', fid, type, start, length, proc) + s(client))
        return r.int(1), r.int(8), r.int(8), r.int(4), r.str()
