# The last of the scripts, which puts the others to work.  gdb loads them again for each process; what
# they keep is made once.
import gdb
from gdb.unwinder import register_unwinder


def emuload():
    emusetup()
    Plan9()
    for command in (EmuPs, EmuProc, EmuNs, EmuFds, EmuChans, EmuMounts, EmuNotes, EmuArena, EmuLocks,
                    EmuSymbols):
        command()
    gdb.pretty_printers.append(EmuPrinters())
    register_unwinder(None, EmuUnwinder(), True)
    gdb.frame_filters["emu"] = EmuFrames()
    gdb.events.stop.connect(emuuser.stopped)
    # procrun: a new process; hostprocname: exec's last step
    for function in ("procrun", "hostprocname"):
        EmuAtStart(function)


if "emuloaded" not in globals():
    emuloaded = True
    emuload()
