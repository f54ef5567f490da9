/*
 * The numbers that Linux has for errors: 9P2000.u and 9P2000.L want one for each.  The kernel and the
 * host's files say the texts of this table; what another server says is guessed by what it contains.
 * A number's own text is the one that the host gives for it (hosterrstr), so that an error of the host goes through
 * unchanged.
 */
#include "p9.h"
#include "lib.h"

enum
{
	/* Linux's numbers */
	Nperm = 1,
	Nnoent = 2,
	Nsrch = 3,
	Nintr = 4,
	Nio = 5,
	Nnxio = 6,
	N2big = 7,
	Nbadf = 9,
	Nchild = 10,
	Nagain = 11,
	Nnomem = 12,
	Nacces = 13,
	Nbusy = 16,
	Nexist = 17,
	Nxdev = 18,
	Nnotdir = 20,
	Nisdir = 21,
	Ninval = 22,
	Nmfile = 24,
	Nfbig = 27,
	Nnospc = 28,
	Nspipe = 29,
	Nrofs = 30,
	Npipe = 32,
	Nnametoolong = 36,
	Nnolck = 37,
	Nnotempty = 39,
	Nloop = 40,
	Nproto = 71,
	Nmsgsize = 90,
	Nopnotsupp = 95,
	Naddrinuse = 98,
	Naddrnotavail = 99,
	Nnetdown = 100,
	Nnetunreach = 101,
	Nisconn = 106,
	Ntimedout = 110,
	Nrefused = 111,
	Nhostunreach = 113,
	Nstale = 116,
};

typedef struct Unixerr
{
	u32int number;
	const char *text;
} Unixerr;

static const Unixerr exact[] = {
	{Nacces, Eperm},
	{Nnoent, Enonexist},
	{Nexist, Eexist},
	{Nnotdir, Enotdir},
	{Nisdir, Eisdir},
	{Nnotempty, "directory is not empty"},
	{Nrofs, "file system read only"},
	{Nnospc, "file system full"},
	{Nfbig, "file too large"},
	{Nio, Eio},
	{Nmfile, Enofd},
	{Nnomem, Enomem},
	{Nintr, Eintr},
	{Ninval, Ebadarg},
	{Nbadf, Ebadusefd},
	{Nbusy, Einuse},
	{Nnametoolong, Etoolong},
	{Nloop, "too many symbolic links"},
	{Nxdev, "permission denied: link leads out of the tree"},
	{Nstale, "file has been removed"},
	{Nspipe, Eisstream},
	{Npipe, Ehungup},
	{Nnxio, "no such device"},
	{Nopnotsupp, "not supported by the host"},
	{Nagain, "device not ready"},
	{Nsrch, Eprocdied},
	{Nchild, Enochild},
	{Nmsgsize, Etoobig},
	{Nrefused, Econrefused},
	{Ntimedout, Etimedout},
	{Nisconn, Econinuse},
	{Naddrinuse, "address in use"},
	{Naddrnotavail, "not a local IP address"},
	{Nnetunreach, "no route"},
	{Nhostunreach, "host unreachable"},
	{Nnetdown, "network is down"},
	/* the kernel's that the host has not */
	{Nbusy, Eismtpt},
	{Nperm, Enocreate},
	{Ninval, Ebadchar},
	{Ninval, Efilename},
	{Ninval, Enegoff},
	{Ninval, Edirseek},
	{Ninval, Ebadstat},
	{Ninval, Ebadctl},
	{Ninval, Ebadspec},
	{Ninval, Eshort},
	{Ninval, Eshortstat},
	{Nnxio, Enodev},
	{Nnxio, Eshutdown},
	{Nio, Emountrpc},
	{Nperm, Enoattach},
	{Nbadf, Ebadfd},
	{Nsrch, Enoprocs},
	/* the server's own */
	{Nbadf, "unknown fid"},
	{Nbadf, "fid is not open"},
	{Nbadf, "fid is open"},
	{Nbadf, "fid is in use"},
	{Nmfile, "too many fids"},
	{Nproto, "tag is in use"},
	{Nproto, "bad tag"},
	{Nproto, "no version yet"},
	{Nproto, "malformed message"},
	{Nopnotsupp, "unknown message"},
	{Nopnotsupp, "not supported"},
	{Nxdev, "file is in another directory"},
	{Nnoent, "no authentication required"},
	{Nperm, "no links here"},
	{Nperm, "no special files here"},
	{Nperm, "not the owner's to give away"},
	{Nnolck, "too many locks"},
};

/* parts of other servers' texts, what is most special first */
static const Unixerr part[] = {
	{Nnotempty, "not empty"},
	{Nnoent, "not exist"},
	{Nnoent, "not found"},
	{Nnoent, "no such file"},
	{Nexist, "exists"},
	{Nacces, "permission"},
	{Nrofs, "read only"},
	{Nrofs, "read-only"},
	{Nnotdir, "not a directory"},
	{Nisdir, "directory"},
	{Nbusy, "in use"},
	{Nbusy, "locked"},
	{Nnospc, "full"},
	{Nnametoolong, "name too long"},
	{Nopnotsupp, "not supported"},
	{Nrefused, "refused"},
	{Ntimedout, "timed out"},
	{Npipe, "hungup"},
	{Nintr, "interrupted"},
	{Ninval, "bad "},
	{Ninval, "unknown control"},
};

u32int
unixerr(const char *text)
{
	for(int i = 0; i < nelem(exact); i++)
		if(strcmp(text, exact[i].text) == 0)
			return exact[i].number;
	for(int i = 0; i < nelem(part); i++)
		if(strstr(text, part[i].text) != nil)
			return part[i].number;
	return Nio;
}
