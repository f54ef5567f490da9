/*
 * The C half of a program's start: keeps the Tos, makes room for what is private to
 * a process, calls main.
 */
#include <u.h>
#include <libc.h>
#include <tos.h>
#include "_libc.h"

extern void main(int, char **);

char *argv0;
Tos *_tos;
Priv *_priv;

void
_callmain(int argc, char **argv, void *tos)
{
	Priv priv;

	memset(&priv, 0, sizeof priv);
	_tos = tos;
	_priv = &priv;
	main(argc, argv);
	exits("main");
}
