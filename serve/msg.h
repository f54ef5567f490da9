/*
 * The fields of a 9P2000.L message, one after the other, with every bound checked: taking from one that
 * is too short, or holds a name with a NUL, gives zeros and makes it bad.  Putting is into room that was
 * reckoned before.
 */
#pragma once
#include "u.h"
#include "dir.h"
#include "lib.h"

typedef struct Msg
{
	u8int *p, *end;
	bool bad;
} Msg;

u8int msg8(Msg *m);
u32int msg32(Msg *m);
u64int msg64(Msg *m);
char *msgstr(Msg *m); /* "": bad */
bool msgdone(Msg *m); /* all was there, and nothing more */
u8int *putqid9(u8int *p, Qid q);
