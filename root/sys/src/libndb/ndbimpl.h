/* what libndb's files share */
extern Ndbtuple *_ndbparseline(const char *);
