#compdef emu
# zsh completion of emu

# the commands of the root tree, or a file
_emu_command()
{
	if (( ${+opt_args[-x]} || ${+opt_args[--exec]} )); then
		_files
		return
	fi
	local root=${opt_args[-r]:-${opt_args[--root]}} bin=${commands[emu]:A:h}
	[[ -n $root ]] || root=$bin/../root
	[[ -d $root ]] || root=$bin/../share/emu/root
	local -a names=($root/amd64/bin/*(N:t) $root/rc/bin/*(N:t))
	_alternative 'commands:command of the root tree:compadd -a names' 'scripts:script:_files -g "*.rc"'
}

_arguments -s -S \
	'(-c --command)'{-x,--exec}'[run a program of the host]' \
	'(-x --exec)'{-c,--command}'[run the text of a script]:script' \
	'(-r --root)'{-r,--root}'[the root file tree]:directory:_directories' \
	'*'{-b,--bind}'[bind a host directory]:host\:/plan9:_directories' \
	'*'{-e,--env}'[set a variable]:name=value' \
	'(-u --user)'{-u,--user}'[name of the user]:user:_users' \
	'(-n --namespace)'{-n,--namespace}'[namespace file]:file:_files' \
	'*'{-l,--listen}'[serve files by 9P]:unix!path or tcp!host!port' \
	'(--insecure)--insecure[anybody may come in by TCP]' \
	'(--trace-9p)--trace-9p[print the messages of -l]' \
	'*'{-f,--fuse}'[mount the files on the host]:directory:_directories' \
	'(-C --no-commands)'{-C,--no-commands}'[no commands of the host]' \
	'(-t --trace)'{-t,--trace}'[print system calls]' \
	'(--gdb)--gdb[let gdb debug the program]:port or -' \
	'(- *)--binfmt[print how Linux runs Plan 9 programs by name]' \
	'(- *)--doctor[tell whether this host can run emu]' \
	'(- *)'{-h,--help}'[print the options]' \
	'(- *)'{-V,--version}'[print the version]' \
	'1:command:_emu_command' \
	'*:argument:_files'
