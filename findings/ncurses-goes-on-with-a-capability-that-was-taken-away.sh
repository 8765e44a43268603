#!/usr/bin/env bash
# ncurses goes on to use a terminal's capability after the program has set it to NULL
#
# Versions   ncurses 6.4 (libncursesw6, libncurses-dev and ncurses-base 6.4-4 of Debian 12).
# Guess      repeat_char and column_address are assignable names of the terminal's description (term.h says what they stand
#            for in cur_term), and old programs set one to NULL after initscr() where a terminal does not keep its word.
#            curses does without from then on.
# Instead    The names stand for a copy that curses does not look at: since 6.1 it works with another form of the
#            description (TERMTYPE2) that no program can reach. The assignment is there to be read back, and changes
#            nothing of what is sent.
# Seen       of a line of 60 equal characters                untouched           repeat_char = NULL
#            locale C                                       1 sent, then REP    1 sent, then REP
#            locale C.UTF-8                                 60 sent, no REP     60 sent, no REP
# Means      To keep ncurses from REP (mosh before 1.4 and old PuTTYs lose the line) give it a UTF-8 locale, though all that is
#            shown be ASCII, or another TERM. A NULL in the description is a comment.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! [ -e /usr/include/term.h ] || ! command -v gcc >/dev/null; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -qq install -y --no-install-recommends gcc libc6-dev libncurses-dev
fi
dpkg-query -W libncursesw6 libncurses-dev ncurses-base

cat >"$work/repeat.c" <<'C'
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

int main(int count, char **words)
{
    setlocale(LC_ALL, "");
    FILE *out = fopen(words[1], "w+"), *in = fopen("/dev/null", "r");
    newterm("xterm-256color", out, in);
    if (count > 2)
        repeat_char = NULL;
    leaveok(stdscr, TRUE);
    refresh();
    long before = lseek(fileno(out), 0, SEEK_END);
    mvhline(0, 0, '=', 60);
    refresh();
    char sent[4096];
    ssize_t n = pread(fileno(out), sent, sizeof sent - 1, before);
    sent[n > 0 ? n : 0] = '\0';
    int repeats = strstr(sent, "\033[59b") != NULL, characters = 0;
    for (ssize_t i = 0; i < n; i++)
        characters += sent[i] == '=';
    const char *left = repeat_char ? "there" : "NULL";
    endwin();
    printf("repeat_char %s: %d of 60 sent, REP %s\n", left, characters, repeats ? "yes" : "no");
}
C
gcc -o "$work/repeat" "$work/repeat.c" -lncursesw -ltinfo
for locale in C C.UTF-8; do
    for unset in "" unset; do
        echo "$locale $(LINES=24 COLUMNS=80 LC_ALL=$locale "$work/repeat" "$work/sent" $unset)"
        rm -f "$work/sent"
    done
done | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
C repeat_char there: 1 of 60 sent, REP yes
C repeat_char NULL: 1 of 60 sent, REP yes
C.UTF-8 repeat_char there: 60 of 60 sent, REP no
C.UTF-8 repeat_char NULL: 60 of 60 sent, REP no
SEEN
echo "As stated: the description says NULL, and REP is sent all the same."
