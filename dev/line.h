/*
 * One line being typed.  line.c knows the keys; who reads the line and where the echo
 * goes is the caller's business, and so is locking: one process edits.
 */
#pragma once
#include "u.h"

enum
{
	Linemax = 4096, /* bytes of a line; a longer one is passed on in pieces */
	/* what lineadd says */
	Lmore = 0, /* nothing yet */
	Lready,    /* buf[0..n) is complete; n 0: end of file.  Call lineclear when it is taken */
	Lintr,     /* the interrupt key; the line is gone */
};

typedef struct Line
{
	char buf[Linemax];
	int n;
	bool erasing; /* the last key was a DEL that erased */
	void (*echo)(const char *s, int n);
} Line;

int lineadd(Line *l, char c); /* one byte was typed */
void lineclear(Line *l);
