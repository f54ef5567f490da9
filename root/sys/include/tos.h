/* the top of a process's stack, where the kernel keeps its counters */
#pragma once
typedef struct Tos Tos;
typedef struct Plink Plink;
struct Tos
{
	struct
	{
		Plink *pp;
		Plink *next;
		Plink *last;
		Plink *first;
		ulong pid;
		ulong what;
	} prof;
	uvlong cyclefreq; /* cycles a second, 0: no counter */
	vlong kcycles;    /* cycles in the kernel */
	vlong pcycles;    /* cycles in this process */
	ulong pid;
	ulong clock; /* milliseconds of user time, when profiled */
};
extern Tos *_tos;
