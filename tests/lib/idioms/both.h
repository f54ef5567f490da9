extern int counter;
extern void bump(int);
