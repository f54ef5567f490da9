/*
 * What emu --doctor tries: each in a child of its own, since what fails may end a process.
 */
#pragma once
#include "linux.h"

enum
{
	Tryseconds = 10, /* a trial that takes longer has failed */
};

/* run fn(arg) in a child; result: the status that it ended with (fn's result), -1: by a signal, or none */
int trial(int (*fn)(const void *), const void *arg);

/* the trials: 0 it works */
enum
{
	Tlow = 1,    /* low addresses cannot be mapped */
	Tmemfd,      /* there are no memory objects */
	Texec,       /* they cannot be run */
	Tnodispatch, /* system calls cannot be made to trap */
	Tnotrap,     /* Linux says that they do, and they do not */
};
int trydispatch(const void *arg);
int tryarena(const void *size); /* usize; result: errno */
int trypeek(const void *arg);   /* errno */
enum
{
	Tnoserver = 1,
	Tnoanswer,
};
int trynames(const void *arg);
int tryemu(const void *root); /* a whole emu with a shell: its status */
