/* what libbio's files share */
extern int _Bfill(Biobufhdr *);
