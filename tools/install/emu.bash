# bash completion of emu

# files: with a slash after directories, and quoted as the shell needs it
_emu_files()
{
	mapfile -t COMPREPLY < <(compgen "$@")
	compopt -o filenames 2>/dev/null
}

# the commands of the root tree $2 that begin with $1
_emu_commands()
{
	local root=$2 bin dir
	if [ -z "$root" ]; then
		bin=$(readlink -f "$(type -P "${COMP_WORDS[0]}")")
		root=${bin%/*}/../root
		[ -d "$root" ] || root=${bin%/*}/../share/emu/root
	fi
	for dir in amd64/bin rc/bin; do
		(cd "$root/$dir" 2>/dev/null && compgen -f -- "$1")
	done
}

# What stands before the word: sets exec, root and command of the caller.
_emu_before()
{
	local i word
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		--)	((i + 1 == COMP_CWORD)) || command=1
			return;;
		-c|--command|-r|--root|-b|--bind|-e|--env|-u|--user|-n|--namespace|-l|--listen|-f|--fuse|--gdb)
			((i++))
			[ "${COMP_WORDS[i]}" != = ] || ((i++))
			case $word in
			-r|--root)
				root=${COMP_WORDS[i]};;
			-c|--command)
				((i >= COMP_CWORD)) || command=1
				return;;
			esac;;
		--exec|-[Ct]x|-x)
			exec=1;;
		-*)	;;
		*)	command=1
			return;;
		esac
	done
}

_emu()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	local exec= root= command=
	COMPREPLY=()
	_emu_before
	if [ -n "$command" ]; then
		_emu_files -f -- "$cur"
		return
	fi
	# --word=value is three words to bash
	if [ "$cur" = = ]; then
		cur=
	elif [ "$prev" = = ]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	case $prev in
	-r|--root|-b|--bind)
		_emu_files -d -- "$cur"
		return;;
	-n|--namespace)
		_emu_files -f -- "$cur"
		return;;
	-u|--user)
		mapfile -t COMPREPLY < <(compgen -u -- "$cur")
		return;;
	-c|--command|-e|--env|-l|--listen|--gdb)
		return;;
	esac
	case $cur in
	-*)	mapfile -t COMPREPLY < <(compgen -W '-x --exec -c --command -r --root -b --bind -e --env
			-u --user -n --namespace -l --listen --insecure --trace-9p -f --fuse -C --no-commands -t --trace --gdb --binfmt --doctor
			-h --help -V --version' -- "$cur");;
	*)	_emu_files -f -- "$cur"
		[ -n "$exec" ] ||
			mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(_emu_commands "$cur" "$root" | sort -u);;
	esac
}
complete -F _emu emu
