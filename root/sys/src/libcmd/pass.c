/*
 * What programs between a client and a server of 9P do alike.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <cmd.h>

enum
{
	Maxmsg = 1024 * 1024 + IOHDRSZ, /* no client of ours agrees to longer ones */
};

/*
 * Pass the messages from one descriptor on to another until there are no more, and have see look at each:
 * at f, which is nil if the message is malformed, and at its n bytes.
 */
void
pass9p(int from, int to, void (*see)(Fcall *f, uchar *msg, long n))
{
	uchar *buf, *copy;
	Fcall f;
	long n;

	buf = check(malloc(Maxmsg));
	copy = check(malloc(Maxmsg + 1)); /* a message is taken apart in place */
	while((n = read9pmsg(from, buf, Maxmsg)) > 0) {
		memmove(copy, buf, n);
		see(convM2S(copy, n, &f) == n ? &f : nil, buf, n);
		if(write(to, buf, n) != n)
			break;
	}
	free(buf);
	free(copy);
}
