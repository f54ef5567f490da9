#!/bin/sh
# Programs as the manual writes them, through 9cc by itself: without CMake's flags, several files at once,
# with and without objects, and with errors.
#
#	idioms.sh BIN ROOT
#
# BIN has 9cc and emu, ROOT is the Plan 9 tree.  What is to be printed is in idioms/NAME.out.

bin=$1 root=$2
src=$(cd "$(dirname "$0")/idioms" && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
bad=0

fail()
{
	echo "$*"
	bad=1
}

# run program $2 with the other arguments, compare with $1.out
expect()
{
	out=$src/$1.out prog=$2
	shift 2
	timeout -k 5 60 "$bin/emu" -r "$root" -b "$tmp:/tmp" -x "$tmp/$prog" "$@" >raw 2>&1
	echo "status $?" >>raw
	sed "s,/n/host$tmp/,," raw >got
	diff "$out" got || fail "$prog differs"
}

# what 9cc says about the other arguments, which are wrong, must have $1 in it
refuse()
{
	want=$1
	shift
	if "$bin/9cc" "$@" >got 2>&1; then
		fail "9cc $*: no error"
	elif ! grep -q -- "$want" got; then
		cat got
		fail "9cc $*: nothing about $want"
	fi
}

for p in args words sieve ramfs mailbox; do
	"$bin/9cc" -o $p "$src/$p.c" || fail "9cc $p"
done
expect args args -v -n12 two 'b c' "z's"
expect usage args
printf 'the cat sat\non the mat and\nthe cat\n' >in
expect words words '[a-z]+' <in
expect sieve sieve
expect ramfs ramfs
expect mailbox mailbox

# several files: at once, by objects, by a library
"$bin/9cc" "$src/first.c" "$src/second.c" || fail "two files"
expect both 6.out
"$bin/9cc" -c "$src/first.c" "$src/second.c" && "$bin/9cc" -o two second.o first.o || fail "two objects"
expect both two
"$bin/9ar" libboth.a second.o && "$bin/9cc" -o two first.o -L. -lboth || fail "a library"
expect both two
# the same by the system's own ar, whose index the linker reads
inside()
{
	timeout -k 5 60 "$bin/emu" -r "$root" -b "$tmp:/tmp" -c "cd /tmp; $1"
}
inside 'ar rc libown.a second.o' && "$bin/9cc" -o two first.o -L. -lown || fail "a library of ar"
expect both two
cp second.o a_second_with_a_long_name.o
"$bin/9cc" -c "$src/words.c" && inside 'ar d libown.a second.o; ar rv libown.a words.o a_second_with_a_long_name.o' >/dev/null &&
	"$bin/9cc" -o two first.o -L. -lown || fail "a library of ar with two objects"
expect both two
printf "words.o\na_second_with_a_long_name.o\n" >want; ar t libown.a | cmp - want || fail "names in a library of ar"
# an object knows which libraries it wants
"$bin/9cc" -c "$src/words.c" && "$bin/9cc" -o words words.o || fail "pragma lib through an object"
expect words words '[a-z]+' <in

"$bin/9cc" -E "$src/first.c" | grep -q 'extern void bump' || fail "-E"
"$bin/9cc" -S "$src/second.c" && grep -q bump second.s || fail "-S"

# errors: place and text as gcc's, all files are looked at, nothing is left behind
rm -f *.o
refuse 'bad.c:8:22: error: .*nosuch' -c "$src/bad.c" "$src/first.c"
grep -q 'bad.c:9:18: error' got || fail "second error"
[ -f first.o ] && [ ! -f bad.o ] || fail "objects after an error"
refuse 'undefined reference to .bump' "$src/first.c"
refuse 'nofile.c: no such file' nofile.c
refuse 'cannot find -lnolib' "$src/first.c" "$src/second.c" -lnolib
refuse 'several files' -c -o x.o "$src/first.c" "$src/second.c"
exit $bad
