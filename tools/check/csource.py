"""csource: the functions of the kernel's C sources, as the checks of single lines look at them.  It knows
layout (a function's name begins a line, its brace stands alone), not C."""
import glob
import os
import re
import sys

sys.dont_write_bytecode = True
if not os.path.isdir('port'):  # the checks are of the tree that they run in, or else of their own
    os.chdir(os.path.join(os.path.dirname(os.path.realpath(__file__)), '../..'))

WORDS = re.compile(r'''"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|/\*.*?\*/|//[^\n]*''', re.S)


def strip(text):
    """without strings and comments, but for those that begin with ok:; lines stay where they are"""
    def word(m):
        s = m.group(0)
        if s[0] == '/':
            return s if s.startswith('/* ok:') else '\n' * s.count('\n')
        return s[0] * 2
    return WORDS.sub(word, text)


def block(text, i):
    """the index of the brace that closes the one at text[i]"""
    depth = 0
    for k in range(i, len(text)):
        depth += (text[k] == '{') - (text[k] == '}')
        if depth == 0:
            return k
    return len(text) - 1


def functions(*folders):
    """(file, name, parameters, body, line) of each function in the folders"""
    files = sorted(f for d in folders for f in glob.glob(d + '/*.c'))
    if not files:
        sys.exit('no sources in ' + ' '.join(folders))
    for f in files:
        with open(f, encoding='utf-8', errors='replace') as source:
            t = strip(source.read())
        for m in re.finditer(r'^([A-Za-z_]\w*)\(([^;{}]*)\)[^;{}]*\n\{', t, re.M):
            b = m.end() - 1
            yield f, m.group(1), m.group(2), t[b:block(t, b) + 1], t.count('\n', 0, b) + 1
