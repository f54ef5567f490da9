# What tools/bench times as "script" on Linux: see script.rc.
twice() { cat "$1" "$1" | wc -l; }
last=
for i in $(seq 100); do
	name=$(basename /usr/glenda/src/file.$i.c .c)
	echo $name | sed s/file/name/ | cat >/dev/null
	for j in a b c d; do /usr/bin/test -f "$1"; done
	if /usr/bin/test $i -gt 50 -a -d /tmp; then last=$(echo $last $name | tr a-z A-Z)
	else last=$(echo $name | tr a-z A-Z); fi
	case $name in
	*.5 | *.7)
		sort "$1" | uniq -c | sort -n >/dev/null ;;
	*)
		grep -c e "$1" | cat | cat >/dev/null ;;
	esac
	lines=$(twice "$1")
	[ "$lines" = 40 ] || echo wrong: "$lines"
	seq 3 | sed 1d | tail -1 >/dev/null
done
