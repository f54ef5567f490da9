/*
 * file: say what kind of data is in files, from their first bytes.
 */
#include <u.h>
#include <libc.h>

typedef struct Magic Magic;
struct Magic
{
	int off;
	char *bytes;
	int n;
	char *what;
	char *mime;
};

#define M(off, s, what, mime)                                                                      \
	{                                                                                          \
		off, s, sizeof(s) - 1, what, mime                                                  \
	}
static Magic magics[] = {
	M(0, "\0\0\x8a\x97", "amd64 plan 9 executable", "application/octet-stream"),
	M(0, "\0\0\x01\xeb", "386 plan 9 executable", "application/octet-stream"),
	M(0, "\0\0\x06\x47", "arm plan 9 executable", "application/octet-stream"),
	M(0, "\177ELF", "ELF executable or object", "application/x-elf-executable"),
	M(0, "!<arch>\n", "archive", "application/x-archive"),
	M(0, "#!/bin/rc", "rc executable file", "text/plain"),
	M(0, "#!/bin/sh", "sh executable file", "text/plain"),
	M(0, "#!", "executable script", "text/plain"),
	M(0, "\x1f\x8b", "gzip compressed", "application/x-gzip"),
	M(0, "BZh", "bzip2 compressed", "application/x-bzip2"),
	M(0, "\3757zXZ", "xz compressed", "application/x-xz"),
	M(0, "PK\x03\x04", "zip archive", "application/zip"),
	M(257, "ustar", "tar archive", "application/x-tar"),
	M(0, "\x89PNG\r\n", "PNG image", "image/png"),
	M(0, "\xff\xd8\xff", "JPEG image", "image/jpeg"),
	M(0, "GIF8", "GIF image", "image/gif"),
	M(0, "%PDF-", "PDF document", "application/pdf"),
	M(0, "%!", "postscript", "application/postscript"),
	M(0, "compressed\n", "compressed Plan 9 image or subfont", "image/p9bit"),
	M(0, "<!DOCTYPE", "HTML file", "text/html"),
	M(0, "<html", "HTML file", "text/html"),
	M(0, "From ", "mail box", "text/plain"),
	M(0, "go object ", "go object file", "application/octet-stream"),
};

static int mime;

static void
usage(void)
{
	fprint(2, "usage: file [-m] [file ...]\n");
	exits("usage");
}

static char *
answer(char *what, char *type)
{
	return mime ? type : what;
}

static int
haslinewith(char *buf, char *s)
{
	char *p;

	for(p = buf; (p = strstr(p, s)) != nil; p++)
		if(p == buf || p[-1] == '\n')
			return 1;
	return 0;
}

/* what text is about, from words that begin lines */
static char *
textkind(char *buf, int ascii)
{
	if(haslinewith(buf, ".TH ") || haslinewith(buf, ".SH "))
		return "manual page";
	if(haslinewith(buf, "#include") || haslinewith(buf, "#pragma ") ||
	   (haslinewith(buf, "typedef ") && haslinewith(buf, "};")))
		return "c program";
	if(haslinewith(buf, "package ") &&
	   (haslinewith(buf, "import ") || haslinewith(buf, "func ")))
		return "go program";
	if(haslinewith(buf, "fn ") && haslinewith(buf, "}"))
		return "rc functions";
	return ascii ? "plain text" : "UTF-8 text";
}

static char *
classify(char *buf, long n)
{
	Rune r;
	int w, ascii;

	for(int i = 0; i < nelem(magics); i++)
		if(magics[i].off + magics[i].n <= n &&
		   memcmp(buf + magics[i].off, magics[i].bytes, magics[i].n) == 0)
			return answer(magics[i].what, magics[i].mime);
	ascii = 1;
	for(char *p = buf; p < buf + n; p += w) {
		if(!fullrune(p, buf + n - p))
			break; /* cut by the buffer */
		w = chartorune(&r, p);
		if(r >= Runeself)
			ascii = 0;
		if((r == Runeerror && w == 1) ||
		   (r < ' ' && (r == 0 || !strchr("\b\t\n\f\r\033", r))))
			return answer("binary data", "application/octet-stream");
	}
	return answer(textkind(buf, ascii), "text/plain");
}

static char *
filekind(char *name)
{
	static char buf[8192 + 1];
	Dir *d;
	long n;
	int fd;

	d = dirstat(name);
	if(d == nil)
		return nil;
	if(d->mode & DMDIR) {
		free(d);
		return answer("directory", "text/directory");
	}
	if(d->type != 'M' && d->type != 'U') {
		static char special[64];

		snprint(special, sizeof special, "special file #%C/%.40s", d->type, d->name);
		free(d);
		return answer(special, "application/octet-stream");
	}
	free(d);
	fd = open(name, OREAD);
	if(fd < 0)
		return nil;
	n = readn(fd, buf, sizeof buf - 1);
	close(fd);
	if(n < 0)
		return nil;
	if(n == 0)
		return answer("empty file", "text/plain");
	buf[n] = 0;
	return classify(buf, n);
}

void
main(int argc, char **argv)
{
	static char buf[8192 + 1];
	char *status, *kind;
	long n;
	int width;

	ARGBEGIN
	{
	case 'm':
		mime = 1;
		break;
	default:
		usage();
	}
	ARGEND
	status = nil;
	if(argc == 0) {
		n = readn(0, buf, sizeof buf - 1);
		if(n < 0)
			sysfatal("read error: %r");
		print("%s\n", n ? classify(buf, n) : answer("empty file", "text/plain"));
		exits(nil);
	}
	width = 0;
	for(int i = 0; i < argc; i++)
		if(utflen(argv[i]) > width)
			width = utflen(argv[i]);
	for(int i = 0; i < argc; i++) {
		kind = filekind(argv[i]);
		if(kind == nil) {
			fprint(2, "file: %s: %r\n", argv[i]);
			status = "errors";
		} else if(mime)
			print("%s\n", kind);
		else
			print("%s:%*s %s\n", argv[i], width - utflen(argv[i]), "", kind);
	}
	exits(status);
}
