/*
 * System call stubs.  The program's C code passes arguments in registers and
 * wants bx, bp, r12 and r13 back; the kernel takes them from the stack, from 8(SP) on, and
 * gives back only SP, r14 and r15.  So a stub saves the four, builds the frame
 * that the kernel expects below them, and calls.  The move and the SYSCALL are
 * as in all Plan 9 programs, byte for byte.
 */
#include "sys.h"

#define SLOTS 48 /* bytes: return pc, five arguments */

	.cfi_sections .debug_frame

/* with what a debugger has to know: where the caller's register is, below its frame */
.macro save reg, at
	push	\reg
	.cfi_adjust_cfa_offset 8
	.cfi_offset \reg, -\at
.endm

.macro restore reg
	pop	\reg
	.cfi_adjust_cfa_offset -8
	.cfi_restore \reg
.endm

.macro stub name, number, nargs
	.section .text.\name, "ax", @progbits
	.globl	\name
	.type	\name, @function
	.p2align 4
\name:
	.cfi_startproc
	save	%rbp, 16
	save	%rbx, 24
	save	%r12, 32
	save	%r13, 40
	sub	$SLOTS, %rsp
	.cfi_adjust_cfa_offset SLOTS
	.if \nargs >= 1
	mov	%rdi, 8(%rsp)
	.endif
	.if \nargs >= 2
	mov	%rsi, 16(%rsp)
	.endif
	.if \nargs >= 3
	mov	%rdx, 24(%rsp)
	.endif
	.if \nargs >= 4
	mov	%rcx, 32(%rsp)
	.endif
	.if \nargs >= 5
	mov	%r8, 40(%rsp)
	.endif
	.byte	0x48, 0xc7, 0xc5	/* movq $number, %rbp */
	.long	\number
	syscall
	add	$SLOTS, %rsp
	.cfi_adjust_cfa_offset -SLOTS
	restore	%r13
	restore	%r12
	restore	%rbx
	restore	%rbp
	ret
	.cfi_endproc
	.size	\name, . - \name
.endm

stub sysr1, SYSR1, 0
stub _errstr, _ERRSTR, 1
stub bind, BIND, 3
stub chdir, CHDIR, 1
stub close, CLOSE, 1
stub dup, DUP, 2
stub alarm, ALARM, 1
stub exec, EXEC, 2
stub _exits, EXITS, 1
stub _fsession, _FSESSION, 3
stub fauth, FAUTH, 2
stub _fstat, _FSTAT, 2
stub segbrk, SEGBRK, 2
stub _mount, _MOUNT, 4
stub open, OPEN, 2
stub _read, _READ, 3
stub oseek, OSEEK, 3
stub sleep, SLEEP, 1
stub _stat, _STAT, 2
stub rfork, RFORK, 1
stub _write, _WRITE, 3
stub pipe, PIPE, 1
stub create, CREATE, 3
stub fd2path, FD2PATH, 3
stub brk_, BRK_, 1
stub remove, REMOVE, 1
stub _wstat, _WSTAT, 2
stub _fwstat, _FWSTAT, 2
stub _notify, NOTIFY, 1
stub noted, NOTED, 1
stub segattach, SEGATTACH, 4
stub segdetach, SEGDETACH, 1
stub segfree, SEGFREE, 2
stub segflush, SEGFLUSH, 2
stub rendezvous, RENDEZVOUS, 2
stub unmount, UNMOUNT, 2
stub _wait, _WAIT, 1
stub semacquire, SEMACQUIRE, 2
stub semrelease, SEMRELEASE, 2
stub _seek, SEEK, 4
stub fversion, FVERSION, 4
stub errstr, ERRSTR, 2
stub stat, STAT, 3
stub fstat, FSTAT, 3
stub wstat, WSTAT, 3
stub fwstat, FWSTAT, 3
stub mount, MOUNT, 5
stub await, AWAIT, 2
stub pread, PREAD, 4
stub pwrite, PWRITE, 4
stub tsemacquire, TSEMACQUIRE, 2
stub _nsec, _NSEC, 0
