# What gdb must know to debug emu; the executable carries this text and gdb loads it by itself where
# it is allowed to (else: gdb -ix tools/emu-gdb.py --args build/bin/emu ...).
#
# User code traps by signals all the time, and each Plan 9 process is a process of its own.
import gdb

for sig in ("SIGSYS", "SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGURG"):
    gdb.execute("handle %s nostop noprint pass" % sig, to_string=True)
for cmd in (
    "set detach-on-fork off",
    "set follow-fork-mode parent",
    "set schedule-multiple on",
    "set print inferior-events off",
):
    gdb.execute(cmd, to_string=True)
