/* Paths that need nothing but the processor, so that their instructions can be counted and compared from build to
 * build.
 *
 *   instructions PATH TIMES */
#include "base/arena.h"
#include "base/text.h"
#include "model/lists/filter.h"
#include "net/ros_wire.h"
#include "tui/widgets/columns.h"
#include "tui/widgets/format.h"

#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    HOSTS = 200,
    ROWS = 50,
    COLUMNS = 160,
    MORNING = 1763712000 /* 2025-11-21 08:00:00 UTC */
};

static void fail(const char *what, const struct error *e)
{
    fprintf(stderr, "instructions: %s: %s\n", what, e ? e->why : "-");
    exit(1);
}

/* A router's answer to a print of its hosts, taken apart. */
static void replies(long times)
{
    struct ros_buffer all = { 0 };
    for (int i = 0; i < HOSTS; i++) {
        char word[64];
        ros_put_text(&all, "!re");
        snprintf(word, sizeof word, "=mac-address=02:00:00:00:%02X:%02X", i >> 8, i & 255);
        ros_put_text(&all, word);
        snprintf(word, sizeof word, "=address=10.2.%d.%d", i >> 8, i & 255);
        ros_put_text(&all, word);
        ros_put_text(&all, "=bytes-in=104857600");
        ros_put_text(&all, "=uptime=1w2d3h4m5s");
        ros_put_end(&all);
    }
    for (long n = 0; n < times; n++) {
        struct ros_decoder d;
        struct error e = { .code = ERR_NONE };
        struct ros_word value;
        int found = 0;
        ros_decoder_init(&d, NULL);
        ros_decoder_feed(&d, all.bytes + all.start, all.end - all.start);
        while (ros_decode(&d, &e) == ROS_SENTENCE)
            found += ros_word_value(d.words, d.count, "uptime", &value);
        if (found != HOSTS)
            fail("replies", &e);
        ros_decoder_free(&d);
    }
    ros_buffer_free(&all);
}

static void filters(long times)
{
    static const char *const texts[] = { "budi", "status:blocked debt>1GB", "0812",
                                         "created>=2026-01-01 -status:expired", "\"siti rahma\" full_name:budi*" };
    struct arena *a = arena_new();
    for (long n = 0; n < times; n++)
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            struct filter f;
            struct error e = { .code = ERR_NONE };
            if (!filter_compile(a, pane_find("users"), texts[i], &f, &e))
                fail(texts[i], &e);
            arena_reset(a);
        }
    arena_free(a);
}

static const char *sample(const struct column *c)
{
    switch (c->type) {
    case COL_MB:
        return "10240.50";
    case COL_RP:
        return "200000";
    case COL_INT:
    case COL_PERCENT:
        return "42";
    case COL_BOOL:
        return "true";
    case COL_TIME:
        return "2025-11-20 23:30:00+00";
    case COL_DATE:
        return "2025-11-20";
    case COL_SPARK:
        return "1.00,0,12.50,3.00";
    default:
        return "Siti Rahma ·";
    }
}

static void draw_row(const struct pane *p, const struct columns_layout *l, int y)
{
    for (size_t i = 0; i < l->count; i++) {
        const struct column *c = &p->columns[l->places[i].column];
        const struct format_place place = { .columns = l->places[i].width };
        char text[FORMAT_BYTES], safe[FORMAT_BYTES];
        format_cell_in(text, c, sample(c), MORNING, place);
        mvaddnstr(y, l->places[i].x, safe, (int)text_safe(safe, sizeof safe, text, strlen(text)));
    }
}

/* A page of users, on a terminal that nobody looks at. */
static void pages(long times)
{
    const struct pane *p = pane_find("users");
    FILE *nowhere = fopen("/dev/null", "r+");
    SCREEN *screen = nowhere ? newterm("xterm", nowhere, nowhere) : NULL;
    if (!screen)
        fail("no screen", NULL);
    resizeterm(ROWS, COLUMNS);
    for (long n = 0; n < times; n++) {
        struct columns_layout l;
        erase();
        columns_lay_out(&l, p, NULL, 0, COLUMNS);
        for (int y = 0; y < ROWS; y++)
            draw_row(p, &l, y);
        clearok(stdscr, TRUE);
        refresh();
    }
    endwin();
    delscreen(screen);
    fclose(nowhere);
}

static const struct path {
    const char *name;
    void (*run)(long times);
} paths[] = { { "replies", replies }, { "filters", filters }, { "pages", pages } };

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    for (size_t i = 0; argc == 3 && i < sizeof paths / sizeof *paths; i++)
        if (strcmp(paths[i].name, argv[1]) == 0) {
            paths[i].run(strtol(argv[2], NULL, 10));
            return 0;
        }
    fprintf(stderr, "usage: instructions replies|filters|pages TIMES\n");
    return 2;
}
