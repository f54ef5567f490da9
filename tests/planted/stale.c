/*
 * What a program does that gets freed text from #z/stale: for tools/valgrind.
 */
#include "unit.h"
#include "planted.h"

UNIT(stale)
{
	char buf[20] = "";
	Chan *c;

	kernelup();
	c = planteddev.attach("");
	c->qid.path = 1;
	checkint(planteddev.write(c, kbuf("freed"), 5, 0), 5);
	checkint(planteddev.read(c, kbuf(buf), sizeof buf, 0), 5);
	checkstr(buf, "freed");
	checkint(planteddev.write(c, kbuf(""), 0, 0), 0);
	planteddev.read(c, kbuf(buf), sizeof buf, 0);
	cclose(c);
}
