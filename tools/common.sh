# What the shell scripts in tools/ share; they source it with $me set, their name.

runpackages="gcc libc6-dev cmake ninja-build pkg-config libuv1-dev libfuse3-dev fuse3 libglib2.0-dev python3"
testpackages="valgrind libc6-dbg clang clang-format cppcheck golang-go gdb strace linux-perf netbase dpkg-dev diod curl ca-certificates iproute2 openssh-client openssh-server rsync sqlite3 fio git make"

say() {
	echo "$me: $*" >&2
}

# A package that the tests need for its program, and that was not there, is not to serve anybody.
unserve() {
	command -v systemctl >/dev/null || return 0
	for s in openssh-server:ssh diod:diod; do
		case "$missing " in
		*" ${s%:*} "*) $as systemctl disable --now -q "${s#*:}" 2>/dev/null ;;
		esac
	done
	return 0
}

# need PACKAGE...: install what is missing, through sudo when not root, or say what is needed
need() {
	have=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null)
	missing=
	for p in "$@"; do
		case "
$have
" in
		*"
$p installed
"*) ;;
		*) missing="$missing $p" ;;
		esac
	done
	[ -n "$missing" ] || return 0
	as=
	if [ "$(id -u)" != 0 ]; then
		as=sudo
		if ! command -v sudo >/dev/null || { ! sudo -n true 2>/dev/null && ! [ -t 0 ]; }; then
			say "these packages are missing, and I am not root; as root: apt-get update && apt-get install$missing"
			exit 1
		fi
	fi
	say "installing$missing"
	$as apt-get update -q >/dev/null &&
		$as env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
			$missing >/dev/null && unserve && return
	say "that failed; as root: apt-get update && apt-get install$missing"
	exit 1
}

# progress DIRECTORY: reads what ninja says; shows how far it is on a terminal, and all that is not of its counting
progress() {
	said= bad=0
	while IFS= read -r line; do
		case $line in
		*'Re-checking globbed'* | *'Re-running CMake'* | 'ninja: '[Een]* | '-- '*) ;;
		failed) bad=1 ;;
		'['*/*']'*)
			[ -n "$said" ] || say "building $1"
			said=1
			[ ! -t 2 ] || printf '\r%s' "${line%%]*}]" >&2
			;;
		*) printf '%s\n' "$line" >&2 ;;
		esac
	done
	[ -z "$said" ] || [ ! -t 2 ] || printf '\r\033[K' >&2
	return $bad
}

# make PRESET DIRECTORY TARGET...: configure if that was never done, and build; silent when all is
# there
make() {
	preset=$1 dir=$2
	shift 2
	if [ ! -f "$dir/build.ninja" ]; then
		say "configuring $dir"
		log=$(cmake --preset "$preset" 2>&1) || {
			echo "$log" >&2
			exit 1
		}
	fi
	{ ninja -C "$dir" "$@" 2>&1 || echo failed; } | progress "$dir" || exit 1
}

# program NAME PACKAGE: it is there, or say what is needed
program() {
	command -v "$1" >/dev/null && return
	say "there is no $1; as root: apt-get install $2"
	exit 1
}

# usage FILE: the line of its first comment that begins with a tab
usage() {
	sed -n 's/^#	/usage: /p' "$1" >&2
	exit 2
}
