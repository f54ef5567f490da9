/*
 * Control messages.  parsecmd copies the text in and splits it (tokenize);
 * lookupcmd finds the command in a table, checks its number of words, and
 * raises the standard errors with the message quoted.
 */
#pragma once
#include "u.h"
#include "buf.h"
#include "err.h"

typedef struct Cmdbuf
{
	char *buf;
	char **word;
	int nword;
} Cmdbuf;

typedef struct Cmdtab
{
	int index;        /* the caller's name for it */
	const char *name; /* "*" matches any */
	int nword;        /* words, command included; 0: any number */
} Cmdtab;

Cmdbuf *parsecmd(Buf b, int n); /* one block: freecmd */
void freecmd(Cmdbuf *cb);
const Cmdtab *lookupcmd(Cmdbuf *cb, const Cmdtab *tab, int n);
noreturn void cmderror(Cmdbuf *cb, const char *err); /* err "the words" */

DEFUNDO(freecmd, Cmdbuf)
