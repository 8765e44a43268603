/* The language that a face speaks, in tests: "id", or "" for English. As main.c does, with the catalogues beside the
 * program. */
#ifndef TESTS_UNIT_MODEL_LANGUAGE_H
#define TESTS_UNIT_MODEL_LANGUAGE_H

#include <libintl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void speak(const char *language)
{
    const char *program = getenv("HC_BINARY");
    char path[4096];
    assert_non_null(program);
    snprintf(path, sizeof path, "%.*s/locale", (int)(strrchr(program, '/') - program), program);
    setenv("LANGUAGE", language, 1);
    assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
    bindtextdomain("hotspot-console", path);
    textdomain("hotspot-console");
}

#endif
