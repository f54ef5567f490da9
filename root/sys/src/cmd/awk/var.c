/*
 * var.c: the variables that mean something to awk.
 */
#include "awk.h"
#include "io.h"

Cell *cNF, *cNR, *cFNR, *cFS, *cOFS, *cORS, *cRS, *cFILENAME, *cSUBSEP, *cRSTART, *cRLENGTH,
	*cCONVFMT, *cOFMT, *cENVIRON;
Cell *cARGV, *cARGC;

static void
environ(void)
{
	Dir *d;
	char *v;
	long n;

	n = readdir("/env", &d);
	for(long i = 0; i < n; i++)
		if((v = getenv(d[i].name)) != nil) {
			setcell(element(arrayof(cENVIRON), d[i].name, 1), outside(v));
			free(v);
		}
	free(d);
}

void
initio(int argc, char **argv)
{
	static struct
	{
		char *name;
		Cell **c;
		char *val;
	} vars[] = {
		{"NF", &cNF, nil},
		{"NR", &cNR, nil},
		{"FNR", &cFNR, nil},
		{"FS", &cFS, " "},
		{"OFS", &cOFS, " "},
		{"ORS", &cORS, "\n"},
		{"RS", &cRS, "\n"},
		{"FILENAME", &cFILENAME, ""},
		{"SUBSEP", &cSUBSEP, "\034"},
		{"RSTART", &cRSTART, nil},
		{"RLENGTH", &cRLENGTH, nil},
		{"CONVFMT", &cCONVFMT, "%.6g"},
		{"OFMT", &cOFMT, "%.6g"},
	};
	char key[16];

	openstdout(&bout);
	for(int i = 0; i < nelem(vars); i++) {
		*vars[i].c = variable(vars[i].name);
		(*vars[i].c)->v = vars[i].val ? str(vars[i].val) : num(0);
	}
	initfields();
	cARGV = variable("ARGV");
	cARGC = variable("ARGC");
	cENVIRON = variable("ENVIRON");
	setcell(cARGC, num(argc));
	for(int i = 0; i < argc; i++) {
		snprint(key, sizeof key, "%d", i);
		setcell(element(arrayof(cARGV), key, 1), outside(argv[i]));
	}
	if(!safe)
		environ();
}
