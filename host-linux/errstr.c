/*
 * Linux's error numbers in Plan 9's words.  Where the kernel has a standard text for the same thing, it
 * is that text to the letter, since programs compare them.
 */
#include <errno.h>
#include "linux.h"

typedef struct Errtext
{
	int err;
	const char *text;
} Errtext;

static const Errtext texts[] = {
	{EPERM, "permission denied"},
	{EACCES, "permission denied"},
	{ENOENT, "file does not exist"},
	{EEXIST, "file already exists"},
	{ENOTDIR, "not a directory"},
	{EISDIR, "file is a directory"},
	{ENOTEMPTY, "directory is not empty"},
	{EROFS, "file system read only"},
	{ENOSPC, "file system full"},
	{EDQUOT, "file system full"},
	{EFBIG, "file too large"},
	{EIO, "i/o error"},
	{EMFILE, "no free file descriptors"},
	{ENFILE, "no free file descriptors"},
	{ENOMEM, "kernel allocate failed"},
	{EINTR, "interrupted"},
	{EINVAL, "bad arg in system call"},
	{EFAULT, "bad arg in system call"},
	{EBADF, "inappropriate use of fd"},
	{EBUSY, "device or object already in use"},
	{ETXTBSY, "device or object already in use"},
	{ENAMETOOLONG, "name too long"},
	{ELOOP, "too many symbolic links"},
	{EXDEV, "permission denied: link leads out of the tree"},
	{ESTALE, "file has been removed"},
	{ESPIPE, "seek on a stream"},
	{EPIPE, "i/o on hungup channel"},
	{ENXIO, "no such device"},
	{ENODEV, "no such device"},
	{EOPNOTSUPP, "not supported by the host"},
	{ENOSYS, "not supported by the host"},
	{ENOTTY, "not supported by the host"},
	{EAGAIN, "device not ready"},
	{ESRCH, "process exited"},
	{ECHILD, "no living children"},
	{EMSGSIZE, "read or write too large"},
	{E2BIG, "read or write too large"},
	{ECONNRESET, "i/o on hungup channel"},
	{ECONNABORTED, "i/o on hungup channel"},
	{ENOTCONN, "i/o on hungup channel"},
	{ESHUTDOWN, "i/o on hungup channel"},
	{ECONNREFUSED, "connection refused"},
	{ETIMEDOUT, "connection timed out"},
	{EISCONN, "connection in use"},
	{EADDRINUSE, "address in use"},
	{EADDRNOTAVAIL, "not a local IP address"},
	{ENETUNREACH, "no route"},
	{EHOSTUNREACH, "host unreachable"},
	{ENETDOWN, "network is down"},
};

const char *
hosterrstr(int err)
{
	if(err < 0)
		err = -err;
	for(usize i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if(texts[i].err == err)
			return texts[i].text;
	return "i/o error";
}
