/* Names that come twice in a union. */
#pragma once
#include "u.h"

typedef struct Seen Seen; /* names; first nil, in the end kfree */

/* entry e of a directory loses its name if an earlier one had it; without memory it keeps it */
void dropseen(Seen **s, u8int *e);
