/*
 * arcmd.h: what the parts of ar share: main.c does what it is told to, library.c reads and writes
 * the archive, index.c finds out what its objects define.
 */
#pragma once
#include <u.h>
#include <libc.h>
#include <ar.h>
#include <bio.h>
#include <cmd.h>

/* a member, and all that it holds */
typedef struct Entry Entry;
struct Entry
{
	Member m;
	char *bytes;
};

typedef struct Library Library;
struct Library
{
	Entry *e;
	int n;
};

/* library.c */
extern int load(Library *, char *);
extern void insert(Library *, int, Entry *);
extern void delete(Library *, int);
extern int readfile(Entry *, char *);
extern void save(Library *, char *);

/* index.c */
extern int symbols(Entry *, void (*)(char *, void *), void *);
