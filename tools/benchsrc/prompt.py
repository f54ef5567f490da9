"""prompt.py command ...: nanoseconds from starting a shell on a terminal to its prompt."""
import os
import pty
import sys
import time

start = time.monotonic_ns()
pid, fd = pty.fork()
if pid == 0:
    os.environ['PS1'] = '% '
    os.execvp(sys.argv[1], sys.argv[1:])
text = b''
while b'% ' not in text:
    text += os.read(fd, 4096)
print(time.monotonic_ns() - start)
os.write(fd, b'exit\n')
try:
    while os.read(fd, 4096):
        pass
except OSError:
    pass
os.waitpid(pid, 0)
