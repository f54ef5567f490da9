/*
 * The standard error texts.  Programs compare some of them, and Go's os package the ends of
 * others, so they are exactly those of the Plan 9 kernels.  Where Bell Labs' and 9front's differ
 * (Egreg) it is 9front's.
 */
#include "err.h"

const char Enoerror[] = "no error";
const char Emount[] = "inconsistent mount";
const char Eunmount[] = "not mounted";
const char Eismtpt[] = "is a mount point";
const char Eunion[] = "not in union";
const char Emountrpc[] = "mount rpc error";
const char Eshutdown[] = "device shut down";
const char Enocreate[] = "mounted directory forbids creation";
const char Enonexist[] = "file does not exist";
const char Eexist[] = "file already exists";
const char Ebadsharp[] = "unknown device in # filename";
const char Enotdir[] = "not a directory";
const char Eisdir[] = "file is a directory";
const char Ebadchar[] = "bad character in file name";
const char Efilename[] = "file name syntax";
const char Eperm[] = "permission denied";
const char Ebadusefd[] = "inappropriate use of fd";
const char Ebadarg[] = "bad arg in system call";
const char Einuse[] = "device or object already in use";
const char Eio[] = "i/o error";
const char Etoobig[] = "read or write too large";
const char Etoosmall[] = "read or write too small";
const char Enoport[] = "network port not available";
const char Ehungup[] = "i/o on hungup channel";
const char Ebadctl[] = "bad process or channel control request";
const char Enodev[] = "no free devices";
const char Eprocdied[] = "process exited";
const char Enochild[] = "no living children";
const char Eioload[] = "i/o error in demand load";
const char Enovmem[] = "virtual memory allocation failed";
const char Ebadfd[] = "fd out of range or not open";
const char Enofd[] = "no free file descriptors";
const char Eisstream[] = "seek on a stream";
const char Ebadexec[] = "exec header invalid";
const char Etimedout[] = "connection timed out";
const char Econrefused[] = "connection refused";
const char Econinuse[] = "connection in use";
const char Eintr[] = "interrupted";
const char Enomem[] = "kernel allocate failed";
const char Esoverlap[] = "segments overlap";
const char Eshort[] = "i/o count too small";
const char Ebadspec[] = "bad attach specifier";
const char Enoreg[] = "process has no saved registers";
const char Enoattach[] = "mount/attach disallowed";
const char Eshortstat[] = "stat buffer too small";
const char Ebadstat[] = "malformed stat buffer";
const char Enegoff[] = "negative i/o offset";
const char Ecmdargs[] = "wrong #args in control message";
const char Ebadip[] = "bad ip address syntax";
const char Edirseek[] = "seek in directory";
const char Etoolong[] = "name too long";
const char Egreg[] = "the front fell off";
const char Eempty[] = "empty file name";
const char Enote[] = "note not posted";
const char Enoprocs[] = "no procs";
