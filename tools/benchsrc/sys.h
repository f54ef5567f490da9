/*
 * What bench.c needs of a system, for Plan 9 and for Linux.
 */
#ifdef PLAN9
#include <u.h>
#include <libc.h>
#define HAVEREST 1
#else
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <semaphore.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
typedef long long vlong;
#define nil NULL
#endif

vlong now(void);                       /* nanoseconds */
void nullcall(void);                   /* the cheapest system call */
int spawn(void (*fn)(void *), void *); /* a process that runs fn, memory copied */
int spawnmem(void);                    /* a process that shares memory and ends at once */
void reap(void);
void run(char **argv); /* exec; does not return */
void yield(void);
void statfile(char *name);
void tenbinds(char *file, char *out); /* file, ten mounts or directories away: its name in out */
void note(void);                      /* one to oneself, handled */
void noteinit(void);
void *shared(int n);
void semdown(int *s);
void semup(int *s);
void fail(char *what);
void leave(void);

/* TCP on the loopback interface, at a port that nobody else has; all end the program if they fail */
void tcplisten(void);
int tcpaccept(void);
int tcpdial(void);

/* a 9P server's file of size bytes, over a pipe or tcp; this process is the client */
void mount9(int tcp, char *buf, vlong size); /* buf holds 64 KiB */
void stat9(void);
int read9(char *buf, int n, vlong off);

/* net.c */
void dotcp1(int n);
void dotcpbulk(int n);
void dotcpconn(int n);
void tcpidle(int n);
void do9pstat(int n);
void do9pread(int n);
void do9ptcp(int n);
void do9psmall(int n);
