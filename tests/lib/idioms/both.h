/* clang-format off */
extern int counter;
extern void bump(int);
