/*
 * Taking 9P2000.L messages apart: see msg.h.
 */
#include "msg.h"

/* the next n bytes; nil: there are fewer */
static u8int *
take(Msg *m, usize n)
{
	u8int *p = m->p;

	if(m->bad || (usize)(m->end - p) < n) {
		m->bad = true;
		return nil;
	}
	m->p += n;
	return p;
}

u8int
msg8(Msg *m)
{
	u8int *p = take(m, 1);

	return p != nil ? *p : 0;
}

u32int
msg32(Msg *m)
{
	u8int *p = take(m, 4);

	return p != nil ? get32(p) : 0;
}

u64int
msg64(Msg *m)
{
	u8int *p = take(m, 8);

	return p != nil ? get64(p) : 0;
}

/* it moves over its count, so that there is room for a NUL */
char *
msgstr(Msg *m)
{
	u8int *count = take(m, 2), *p;
	usize n;

	if(count == nil)
		return "";
	n = get16(count);
	p = take(m, n);
	if(p == nil || memchr(p, 0, n) != nil) {
		m->bad = true;
		return "";
	}
	memmove(count, p, n);
	count[n] = '\0';
	return (char *)count;
}

bool
msgdone(Msg *m)
{
	return !m->bad && m->p == m->end;
}

u8int *
putqid9(u8int *p, Qid q)
{
	p[0] = q.type;
	put32(p + 1, q.vers);
	put64(p + 5, q.path);
	return p + Qidlen;
}
