/* clang-format off */
/* primes by a chain of threads, and two procs that race in alt */
#include <u.h>
#include <libc.h>
#include <thread.h>

enum{
	STACK = 8192
};

typedef struct Filter Filter;
struct Filter
{
	int prime;
	Channel *in, *out;
};

void
counter(void *v)
{
	Channel *c;
	int i;

	c = v;
	for(i = 2;; i++)
		sendul(c, i);
}

void
filter(void *v)
{
	Filter *f;
	ulong n;

	f = v;
	for(;;){
		n = recvul(f->in);
		if(n%f->prime)
			sendul(f->out, n);
	}
}

void
ticker(void *v)
{
	Channel *c;
	int i;

	threadsetname("ticker");
	c = v;
	for(i = 0; i < 3; i++){
		sleep(10);
		chanprint(c, "tick %d", i);
	}
	chanclose(c);
}

void
threadmain(int argc, char *argv[])
{
	Channel *c, *tick;
	Filter *f;
	char *s;
	ulong n;
	int i;
	Alt a[] = {
	/*	c	v	op	*/
		{nil,	&n,	CHANRCV},
		{nil,	&s,	CHANRCV},
		{nil,	nil,	CHANEND},
	};

	ARGBEGIN{
	}ARGEND
	c = chancreate(sizeof(ulong), 0);
	threadcreate(counter, c, STACK);
	for(i = 0; i < 20; i++){
		f = malloc(sizeof *f);
		f->in = c;
		f->prime = recvul(c);
		f->out = chancreate(sizeof(ulong), 0);
		print("%d ", f->prime);
		threadcreate(filter, f, STACK);
		c = f->out;
	}
	print("\n");
	tick = chancreate(sizeof(char*), 0);
	proccreate(ticker, tick, STACK);
	a[0].c = chancreate(sizeof(ulong), 0);
	a[1].c = tick;
	for(;;)
		switch(alt(a)){
		case 0:
			sysfatal("a number from nowhere");
		case 1:
			if(a[1].err != nil)
				threadexitsall(nil);
			print("%s\n", s);
			free(s);
			break;
		}
}
