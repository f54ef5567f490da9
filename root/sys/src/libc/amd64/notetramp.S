/*
 * Where the kernel enters a note handler: bp and 8(SP) hold the Ureg, 16(SP) the message;
 * SP has no particular alignment.  Calls the C handler that notify() was given.  A handler ends
 * with noted or notejmp; one that returns gets the default action.
 */
	.section .text._notetramp, "ax", @progbits
	.globl	_notetramp
	.type	_notetramp, @function
_notetramp:
	mov	8(%rsp), %rdi
	mov	16(%rsp), %rsi
	cld
	and	$-16, %rsp
	call	_callnote
	hlt
	.size	_notetramp, . - _notetramp
