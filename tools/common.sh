# What tools/run and tools/test share; they source it at the root of the source, with $me set.

runpackages="gcc libc6-dev cmake ninja-build pkg-config libuv1-dev libfuse3-dev fuse3 libglib2.0-dev python3"
testpackages="valgrind libc6-dbg clang clang-format cppcheck golang-go gdb strace linux-perf netbase dpkg-dev diod curl ca-certificates iproute2 openssh-client openssh-server"

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
	if ! ninja -C "$dir" -n "$@" 2>/dev/null | grep -q 'no work to do'; then
		say "building $dir"
		log=$(ninja -C "$dir" "$@" 2>&1) || {
			echo "$log" | grep -v '^\[' >&2
			exit 1
		}
	fi
}
