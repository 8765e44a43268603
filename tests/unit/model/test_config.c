/* The configuration: what is taken, and the one clear message for each thing that is off. */
#include "model/config/config.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ROUTER "name = \"main\"; host = \"10.0.0.1\"; user = \"console\"; "

static struct arena *arena;
static char folder[] = "/tmp/test_config_XXXXXX";

static const char *in_folder(const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name);
}

static const char *write_file(const char *name, const char *text, mode_t mode)
{
    const char *path = in_folder(name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    chmod(path, mode);
    return path;
}

static int open_folder(void **state)
{
    (void)state;
    arena = arena_new();
    if (!mkdtemp(folder))
        return -1;
    setenv("HOME", folder, 1);
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("CREDENTIALS_DIRECTORY");
    setenv("XDG_STATE_HOME", in_folder("state"), 1);
    write_file("secret", "s3cret\n", 0600);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    int status = system(arena_printf(arena, "rm -rf %s", folder));
    arena_free(arena);
    return status;
}

static const struct config *load(const char *text)
{
    struct error e = { .code = ERR_NONE };
    const struct config *c = config_load(arena, write_file("hc.conf", text, 0644), &e);
    if (!c)
        fail_msg("%s: %s; %s", e.what, e.why, e.hint);
    return c;
}

static const struct config_key *last_binding(const struct config *c, const char *pane, const char *key)
{
    const struct config_key *last = NULL;
    for (size_t i = 0; i < c->key_count; i++)
        if (strcmp(c->keys[i].pane, pane) == 0 && strcmp(c->keys[i].key, key) == 0)
            last = &c->keys[i];
    return last;
}

static void defaults_stand_alone(void **state)
{
    const struct config *c = load("");
    (void)state;
    assert_string_equal(c->database, "dbname=hotspot");
    assert_int_equal(c->router_count, 0);
    assert_null(c->worker_listen);
    assert_string_equal(c->mark_prefix, "lpsaring");
    assert_string_equal(c->log_file, in_folder("state/hotspot-console/hotspot-console.log"));
    assert_string_equal(c->audit_file, in_folder("state/hotspot-console/audit.jsonl"));
    assert_string_equal(c->history_file, in_folder("state/hotspot-console/filters"));
    assert_string_equal(c->views_file, in_folder("state/hotspot-console/views"));
    assert_true(c->mouse);
    assert_false(c->read_only);
    assert_string_equal(last_binding(c, "", "j")->command, "move.down");
    assert_string_equal(last_binding(c, "users", "b")->command, "users.block");
}

static void takes_every_setting(void **state)
{
    const struct config *c = load(
        "database = \"host=/run/x dbname=y\";\n"
        "routers = ( { " ROUTER " password_file = \"secret\"; servers = ( \"hs1\", \"hs2\" ); window = 8; rate = 5;\n"
        "  deadline_ms = 2000; ca_file = \"/etc/ca.pem\"; pinned_key = \"sha256//x=\"; },\n"
        "  { name = \"north\"; host = \"10.0.0.2\"; user = \"c\"; password_file = \"secret\"; tls = false; insecure = true; } );\n"
        "templates_dir = \"texts\";\n"
        "worker = { listen = \"127.0.0.1:8089\"; };\n"
        "ui = { theme = \"mono\"; theme_dir = \"themes\"; language = \"id\"; mouse = false; ascii = true; refresh_s = 5; };\n"
        "log_file = \"log\"; audit_file = \"\"; history_file = \"filters\"; views_file = \"\"; mark_prefix = \"hc\"; read_only = true;\n"
        "keys = ( { key = \"b\"; do = \"\"; pane = \"users\"; }, { key = \"F9\"; do = \"users.block\"; } );\n");
    const struct config_router *r = c->routers;
    (void)state;
    assert_string_equal(c->path, in_folder("hc.conf"));
    assert_string_equal(c->database, "host=/run/x dbname=y");
    assert_int_equal(c->router_count, 2);
    assert_string_equal(r[0].password, "s3cret");
    assert_true(r[0].tls && r[0].port == 8729 && r[0].window == 8 && r[0].rate_per_s == 5 && r[0].deadline_ms == 2000);
    assert_string_equal(r[0].ca_file, "/etc/ca.pem");
    assert_string_equal(r[0].servers[1], "hs2");
    assert_null(r[0].servers[2]);
    assert_true(!r[1].tls && r[1].insecure && r[1].port == 8728 && r[1].window == 32 && !r[1].servers[0]);
    assert_string_equal(c->worker_listen, "127.0.0.1:8089");
    assert_string_equal(c->theme_dir, in_folder("themes"));
    assert_string_equal(c->log_file, in_folder("log"));
    assert_null(c->audit_file);
    assert_string_equal(c->history_file, in_folder("filters"));
    assert_null(c->views_file);
    assert_true(!c->mouse && c->ascii && c->read_only && c->refresh_s == 5);
    assert_string_equal(last_binding(c, "users", "b")->command, "");
    assert_string_equal(last_binding(c, "", "F9")->command, "users.block");
    assert_string_equal(last_binding(c, "", "j")->command, "move.down");
}

static void takes_gateways_and_messengers(void **state)
{
    const struct config *c;
    (void)state;
    setenv("TEST_TOKEN", "t0ken", 1);
    c = load("midtrans = { mode = \"snap\"; snap_url = \"https://s//\"; core_url = \"http://c\"; server_key_file = \"secret\";\n"
             "  finish_url = \"https://f\"; insecure = true; deadline_ms = 500; };\n"
             "xendit = ( { brand = \"A\"; secret_key_file = \"secret\"; callback_token_env = \"TEST_TOKEN\"; },\n"
             "  { brand = \"B\"; url = \"https://x\"; secret_key_env = \"TEST_TOKEN\"; } );\n"
             "telegram = { token_env = \"TEST_TOKEN\"; admin_chats = [ \"1001\", \"-5\" ]; };\n"
             "whatsapp = { url = \"https://w/send\"; token_file = \"secret\"; phone_field = \"to\"; ca_file = \"ca.pem\"; };\n"
             "templates_dir = \"texts\";\n");
    const struct config_midtrans *m = c->midtrans;
    assert_true(config_midtrans_is_snap(m, "core_api") && m->insecure && m->deadline_ms == 500);
    assert_string_equal(m->snap_url, "https://s");
    assert_string_equal(m->core_url, "http://c");
    assert_string_equal(m->server_key, "s3cret");
    assert_string_equal(m->finish_url, "https://f");
    assert_int_equal(c->xendit_count, 2);
    assert_string_equal(c->xendit[0].url, "https://api.xendit.co");
    assert_string_equal(c->xendit[0].callback_token, "t0ken");
    assert_string_equal(c->xendit[1].secret_key, "t0ken");
    assert_null(c->xendit[1].callback_token);
    assert_string_equal(c->xendit[1].prefix, "B");
    assert_string_equal(c->xendit[1].tax_percent, "11");
    assert_false(c->xendit[1].is_live);
    assert_string_equal(c->telegram->url, "https://api.telegram.org");
    assert_string_equal(c->telegram->admin_chats[1], "-5");
    assert_null(c->telegram->admin_chats[2]);
    assert_string_equal(c->whatsapp->phone_field, "to");
    assert_null(c->whatsapp->message_field);
    assert_string_equal(c->whatsapp->ca_file, in_folder("ca.pem"));
    assert_string_equal(c->templates_dir, in_folder("texts"));
    const char *json = config_json(arena, c);
    assert_null(strstr(json, "s3cret"));
    assert_null(strstr(json, "t0ken"));
    assert_non_null(strstr(json, "\"mode\":\"snap\""));
    assert_non_null(strstr(json, "\"brand\":\"B\""));
    assert_non_null(strstr(json, "\"admin_chats\":[\"1001\",\"-5\"]"));
}

#define BRAND "secret_key_file = \"secret\"; brand = "

static void brands_have_prefix_tax_and_kind_of_key(void **state)
{
    static const struct {
        const char *settings, *prefix, *tax;
    } cases[] = {
        { BRAND "\"Jaki-net_1\";", "JAKINET1", "11" },
        { BRAND "\"a-very-long-name-of-a-brand\";", "AVERYLONGNAM", "11" },
        { BRAND "\"x\"; prefix = \"JKT\"; tax_percent = 0;", "JKT", "0" },
        { BRAND "\"x\"; tax_percent = 11.5;", "X", "11.5" },
        { BRAND "\"x\"; tax_percent = 0.29;", "X", "0.29" },
        { BRAND "\"x\"; tax_percent = \"10.25\";", "X", "10.25" },
        { BRAND "\"x\"; tax_percent = 100.0;", "X", "100" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct config *c = load(arena_printf(arena, "xendit = ( { %s } );", cases[i].settings));
        assert_string_equal(c->xendit->prefix, cases[i].prefix);
        assert_string_equal(c->xendit->tax_percent, cases[i].tax);
    }
    write_file("live", "xnd_production_4711\n", 0600);
    write_file("test", "xnd_development_4711\n", 0600);
    const struct config *c = load("xendit = ( { brand = \"L\"; secret_key_file = \"live\"; },\n"
                                  "           { brand = \"T\"; secret_key_file = \"test\"; } );");
    assert_true(c->xendit[0].is_live && !c->xendit[1].is_live);
    const char *json = config_json(arena, c);
    assert_non_null(strstr(json, "\"key_kind\":\"live\""));
    assert_non_null(strstr(json, "\"prefix\":\"T\""));
    assert_non_null(strstr(json, "\"mode\":\"invoice\""));
    assert_non_null(strstr(json, "\"tax_percent\":\"11\""));
    assert_null(strstr(json, "4711"));
    c = load("xendit = ( { brand = \"L\"; mode = \"session\"; secret_key_file = \"live\"; },\n"
             "           { brand = \"T\"; mode = \"invoice\"; secret_key_file = \"test\"; } );");
    assert_true(c->xendit[0].is_session && !c->xendit[1].is_session);
    assert_non_null(strstr(config_json(arena, c), "\"mode\":\"session\""));
}

static void brands_say_how_they_tax(void **state)
{
    static const struct {
        const char *settings, *tax, *npwp, *tku;
        bool included;
    } cases[] = {
        { "", "percent", NULL, "000000", false },
        { "tax = \"none\"; tax_included = true;", "none", NULL, "000000", true },
        { "tax = \"ppn_2025\"; pkp_npwp = \"01.234.567.8-901.000\";", "ppn_2025", "0012345678901000", "000000", false },
        { "pkp_npwp = \"1234567890123456\"; pkp_tku = \"000002\";", "percent", "1234567890123456", "000002", false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct config *c =
            load(arena_printf(arena, "xendit = ( { " BRAND "\"A\"; %s } );", cases[i].settings));
        assert_string_equal(c->xendit->tax, cases[i].tax);
        assert_string_equal(c->xendit->pkp_npwp ? c->xendit->pkp_npwp : "-", cases[i].npwp ? cases[i].npwp : "-");
        assert_string_equal(c->xendit->pkp_tku, cases[i].tku);
        assert_true(c->xendit->tax_included == cases[i].included);
    }
}

static void nothing_outside_is_configured_by_itself(void **state)
{
    const struct config *c = load("");
    (void)state;
    assert_true(!c->midtrans && !c->telegram && !c->whatsapp && !c->templates_dir && c->xendit_count == 0);
    assert_non_null(strstr(config_json(arena, c), "\"midtrans\":null"));
    c = load("midtrans = { server_key_file = \"secret\"; };");
    assert_true(config_midtrans_is_snap(c->midtrans, "snap"));
    assert_false(config_midtrans_is_snap(c->midtrans, "core_api"));
    assert_false(config_midtrans_is_snap(c->midtrans, "both"));
    assert_false(config_midtrans_is_snap(c->midtrans, NULL));
    assert_non_null(strstr(config_json(arena, c), "\"mode\":\"by setting\""));
    assert_string_equal(c->midtrans->core_url, "https://api.midtrans.com");
}

static void says_what_is_off(void **state)
{
    static const struct { const char *text, *what, *why, *hint; } cases[] = {
        { "\n\ndatabse = \"x\";", "unknown setting `databse`", "hc.conf:3", "did you mean `database`?" },
        { "ui = { them = \"x\"; };", "unknown setting `ui.them`", "hc.conf:1", "did you mean `theme`?" },
        { "xqzzzz = 1;", "unknown setting `xqzzzz`", "hc.conf:1", "hotspot-console.conf" },
        { "routers = ( { pasword_file = \"x\"; } );", "unknown setting `routers.pasword_file`", ":1", "`password_file`" },
        { "database = 5;", "setting `database` must be a text", "hc.conf:1", "" },
        { "read_only = \"yes\";", "setting `read_only` must be true or false", "hc.conf:1", "" },
        { "ui = { refresh_s = \"5\"; };", "setting `ui.refresh_s` must be a whole number", ":1", "" },
        { "ui = { refresh_s = 0; };", "setting `ui.refresh_s` must be between 1 and 3600", ":1", "" },
        { "ui = { refresh_s = 99999999999L; };", "setting `ui.refresh_s` must be between", ":1", "" },
        { "ui = {\n refresh_s = 4294967301; };", "the number 4294967301 is too big", "hc.conf:2", "2147483647" },
        { "ui = { refresh_s = 0x100000005; };", "the number 0x100000005 is too big", ":1", "" },
        { "ui = { refresh_s = -4294967291; };", "the number -4294967291 is too big", ":1", "" },
        { "ui = { refresh_s = 0x10000000000000005L; };", "the number 0x10000000000000005 is too big", ":1", "" },
        { "xendit = ( { " BRAND "\"A\"; tax_percent = +4294967307; } );", "the number +4294967307 is too big", ":1", "" },
        { "/* \" */ # \"\n// \"\nmark_prefix = \"\\\\\"; ui : {refresh_s=5;mouse=true;} worker={}\nkeys=();ui2=2147483648",
          "the number 2147483648 is too big", "hc.conf:4", "" },
        { "telegram = { admin_chats = [ -1001234567890 ]; };", "the number -1001234567890 is too big", ":1", "in quotes" },
        { "\n@include \"more.conf\"\n", "the number 4294967301 is too big", "more.conf:3", "" },
        { "xendit = ( { " BRAND "\"A\"; mode = \"link\"; } );", "setting `xendit.mode` must be \"invoice\" or \"session\"", ":1", "" },
        { "ui = 3;", "setting `ui` must be a group", ":1", "" },
        { "routers = { };", "setting `routers` must be a list of groups", ":1", "" },
        { "routers = ( 1 );", "setting `routers` must be a list of groups", ":1", "" },
        { "midtrans = { mode = \"both\"; };", "setting `midtrans.mode` must be \"snap\" or \"core_api\"", ":1", "" },
        { "telegram = { admin_chats = [ 1001 ]; };", "setting `telegram.admin_chats` must be a list of texts", ":1", "" },
        { "xendit = ( { url = \"x\"; } );", "setting `xendit.brand` is missing", ":1", "" },
        { "midtrans = 1;", "setting `midtrans` must be a group", ":1", "" },
        { "\nmidtrans = { };", "the server key of Midtrans is missing", "hc.conf:2", "server_key_file or server_key_env" },
        { "midtrans = { server_key_file = \"none\"; };", "can't read the server key of Midtrans", "none", "" },
        { "midtrans = { server_key_file = \"open\"; };", "can't read the server key of Midtrans", "others can read it", "chmod 600" },
        { "midtrans = { server_key_file = \"secret\"; server_key_env = \"X\"; };", "is named twice", ":1", "" },
        { "midtrans = { server_key_file = \"secret\"; core_url = \"api\"; };", "`midtrans.core_url` is no address", ":1", "https://" },
        { "midtrans = { server_key_file = \"secret\"; snap_url = \"https://u:p@x\"; };", "`midtrans.snap_url` is no address", ":1", "" },
        { "midtrans = { server_key_file = \"secret\"; deadline_ms = 5; };", "`midtrans.deadline_ms` must be between", ":1", "" },
        { "xendit = ( { brand = \"A\"; } );", "the secret key of Xendit, brand A is missing", ":1", "" },
        { "xendit = ( { brand = \"A\"; secret_key_file = \"secret\"; },\n { brand = \"A\"; secret_key_file = \"secret\"; } );",
          "two entries of xendit have the brand `A`", ":2", "" },
        { "xendit = ( { " BRAND "\"A\"; },\n { " BRAND "\"a\"; } );", "two brands of xendit have the prefix `A`", ":2", "prefix" },
        { "xendit = ( { " BRAND "\"A B\"; } );", "the brand `A B` can't be used", ":1", "dashes" },
        { "xendit = ( { " BRAND "\"--\"; } );", "brand --: the prefix `` can't be used", ":1", "capital" },
        { "xendit = ( { " BRAND "\"A\"; prefix = \"jkt\"; } );", "brand A: the prefix `jkt` can't be used", ":1", "capital" },
        { "xendit = ( { " BRAND "\"A\"; prefix = \"ABCDEFGHIJKLM\"; } );", "the prefix `ABCDEFGHIJKLM` can't be used", ":1", "12" },
        { "xendit = ( { " BRAND "\"A\"; tax_percent = 100.01; } );", "brand A: tax_percent is beyond 100", ":1", "" },
        { "xendit = ( { " BRAND "\"A\"; tax = \"ppn_2025\"; } );", "brand A: PPN may be charged by a PKP only", ":1",
          "pkp_npwp" },
        { "xendit = ( { " BRAND "\"A\"; tax = \"ppn\"; } );", "must be \"none\" or \"ppn_2025\" or \"percent\"", ":1", "" },
        { "xendit = ( { " BRAND "\"A\"; pkp_npwp = \"12345\"; } );", "brand A: pkp_npwp is no NPWP", ":1", "16 digits" },
        { "xendit = ( { " BRAND "\"A\"; pkp_npwp = \"123456789012345x\"; } );", "brand A: pkp_npwp is no NPWP", ":1", "" },
        { "xendit = ( { " BRAND "\"A\"; pkp_tku = \"1\"; } );", "brand A: pkp_tku has six digits", ":1", "" },
        { "xendit = ( { " BRAND "\"A\"; tax_percent = 1.125; } );", "`xendit.tax_percent` must be a number with two decimals", ":1", "" },
        { "xendit = ( { " BRAND "\"A\"; tax_percent = -1; } );", "`xendit.tax_percent` must be a number", ":1", "" },
        { "xendit = ( { " BRAND "\"A\"; tax_percent = \"11 %\"; } );", "`xendit.tax_percent` must be a number", ":1", "" },
        { "xendit = ( { " BRAND "\"A\"; tax_percent = true; } );", "`xendit.tax_percent` must be a number", ":1", "" },
        { "telegram = { admin_chats = [ \"1\" ]; };", "the token of Telegram's bot is missing", ":1", "token_file" },
        { "whatsapp = { token_file = \"secret\"; };", "setting `whatsapp.url` is missing", ":1", "" },
        { "whatsapp = { url = \"https://x\"; tokn_file = \"secret\"; };", "unknown setting `whatsapp.tokn_file`", ":1", "`token_file`" },
        { "keys = ( { do = \"x\"; } );", "setting `keys.key` is missing", ":1", "" },
        { "database = \"x\" oops", "the configuration can't be read", "hc.conf:1: syntax error", "" },
        { "database = \"x\"; database = \"y\";", "the configuration can't be read", "duplicate", "" },
        { "mark_prefix = \"a|b\";", "mark_prefix can't be used", "a|b", "" },
        { "routers = ( { name = \"main\"; user = \"x\"; } );", "setting `routers.host` is missing", ":1", "" },
        { "routers = ( { " ROUTER "} );", "router main has no password", ":1", "password_file or password_env" },
        { "routers = ( { " ROUTER "password_file = \"secret\"; password_env = \"X\"; } );", "router main has two passwords", ":1", "" },
        { "routers = ( { " ROUTER "password_env = \"TEST_NOT_SET\"; } );", "can't read the password of router main", "TEST_NOT_SET is not set", "" },
        { "routers = ( { " ROUTER "password_file = \"none\"; } );", "can't read the password of router main", "none: No such file", "" },
        { "routers = ( { " ROUTER "password_file = \"open\"; } );", "can't read the password of router main", "others can read it", "chmod 600" },
        { "routers = ( { " ROUTER "password_file = \"empty\"; } );", "can't read the password of router main", "empty", "" },
        { "routers = ( { " ROUTER "password_file = \"lines\"; } );", "can't read the password of router main", "one line", "" },
        { "routers = ( { " ROUTER "password_file = \".\"; } );", "can't read the password of router main", "not a regular file", "" },
        { "routers = ( { " ROUTER "password_file = \"secret\"; port = 8728; } );", "port 8728 is the API in clear text", ":1", "tls = false" },
        { "routers = ( { " ROUTER "password_file = \"secret\"; tls = false; port = 8729; } );", "port 8729 speaks TLS", ":1", "" },
        { "routers = ( { " ROUTER "password_file = \"secret\"; tls = false; ca_file = \"x\"; } );", "ca_file and pinned_key need TLS", ":1", "" },
        { "routers = ( { " ROUTER "password_file = \"secret\"; pinned_key = \"abc\"; } );", "pinned_key can't be read", ":1", "sha256//" },
        { "routers = ( { " ROUTER "password_file = \"secret\"; },\n { " ROUTER "password_file = \"secret\"; } );",
          "two routers are called `main`", ":2", "" },
        { "routers = ( { name = \"a b\"; host = \"x\"; user = \"x\"; password_file = \"secret\"; } );", "router name `a b` can't be used", ":1", "letters" },
    };
    (void)state;
    write_file("open", "x\n", 0644);
    write_file("empty", "\n", 0600);
    write_file("lines", "a\nb\n", 0600);
    write_file("more.conf", "\nui = { mouse = true;\n refresh_s = 4294967301; };\n", 0644);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error e = { .code = ERR_NONE };
        if (config_load(arena, write_file("hc.conf", cases[i].text, 0644), &e))
            fail_msg("%s was taken", cases[i].text);
        assert_int_equal(e.code, ERR_CONFIG);
        if (!strstr(e.what, cases[i].what) || !strstr(e.why, cases[i].why) || !strstr(e.hint, cases[i].hint))
            fail_msg("%s\n%s; %s; %s", cases[i].text, e.what, e.why, e.hint);
        assert_null(strstr(e.what, "s3cret"));
    }
}

/* Digits that are no whole number, and numbers that are as they are read. */
static void takes_what_only_looks_too_big(void **state)
{
    const struct config *c;
    (void)state;
    write_file("4294967301.conf", "mark_prefix = \"4294967301\"; # 4294967301\n", 0644);
    c = load("# 4294967301 \"\n// 4294967301 /*\n/* \n * 4294967301 \" */\n"
             "@include \"4294967301.conf\"\n"
             "database = \"a\\\"4294967301 // \" \"4294967301\";\n"
             "ui = { theme = \"x\"; refresh_s=0000000000000000005; mouse=false; };\n"
             "routers = ( { " ROUTER "password_file = \"secret\"; port = 0x2219; window = 8L; deadline_ms = +5000LL; } );\n"
             "xendit = ( { " BRAND "\"a-4294967301\"; prefix = \"A\"; tax_percent = 0.290000000000; },\n"
             "           { " BRAND "\"b\"; tax_percent = .2900000000000; },\n"
             "           { " BRAND "\"c\"; tax_percent = +10000000000.0e-10; } );");
    assert_string_equal(c->mark_prefix, "4294967301");
    assert_string_equal(c->database, "a\"4294967301 // 4294967301");
    assert_true(c->refresh_s == 5 && c->routers->port == 0x2219 && c->routers->window == 8);
    assert_string_equal(c->xendit[1].tax_percent, "0.29");
    assert_string_equal(c->xendit[2].tax_percent, "1");
}

static void file_must_be_readable(void **state)
{
    struct error e = { .code = ERR_NONE };
    (void)state;
    assert_null(config_load(arena, in_folder("absent.conf"), &e));
    assert_true(e.code == ERR_CONFIG && strstr(e.why, "absent.conf: No such file"));
    assert_null(config_load(arena, folder, &e));
    assert_true(e.code == ERR_CONFIG && strstr(e.why, "not a regular file"));
}

static void looks_in_the_usual_places(void **state)
{
    struct error e = { .code = ERR_NONE };
    (void)state;
    mkdir(in_folder(".config"), 0700);
    mkdir(in_folder(".config/hotspot-console"), 0700);
    write_file(".config/hotspot-console/hotspot-console.conf", "database = \"dbname=home\";", 0600);
    assert_string_equal(config_load(arena, NULL, &e)->database, "dbname=home");
    setenv("XDG_CONFIG_HOME", in_folder("xdg"), 1);
    mkdir(in_folder("xdg"), 0700);
    mkdir(in_folder("xdg/hotspot-console"), 0700);
    write_file("xdg/hotspot-console/hotspot-console.conf", "database = \"dbname=xdg\";", 0600);
    assert_string_equal(config_load(arena, NULL, &e)->database, "dbname=xdg");
    unsetenv("XDG_CONFIG_HOME");
}

static void secrets_from_environment_and_credentials(void **state)
{
    const struct config *c;
    (void)state;
    setenv("TEST_ROUTER_PASSWORD", "from-env", 1);
    c = load("routers = ( { " ROUTER "password_env = \"TEST_ROUTER_PASSWORD\"; } );");
    assert_string_equal(c->routers[0].password, "from-env");
    mkdir(in_folder("credentials"), 0755);
    write_file("credentials/main", "from-systemd", 0644);
    setenv("CREDENTIALS_DIRECTORY", in_folder("credentials"), 1);
    c = load("routers = ( { " ROUTER "password_file = \"credentials/main\"; } );");
    assert_string_equal(c->routers[0].password, "from-systemd");
    unsetenv("CREDENTIALS_DIRECTORY");
}

static void json_hides_secrets(void **state)
{
    static const struct { const char *conninfo, *shown; } cases[] = {
        { "host=db password=s3cret dbname=x", "host=db password=*** dbname=x" },
        { "host=db password = 's3 \\'cret' dbname=x", "host=db password = *** dbname=x" },
        { "password=s3cret", "password=***" },
        { "host=db sslpassword=s3cret", "host=db sslpassword=***" },
        { "passfile=/x dbname=password", "passfile=/x dbname=password" },
        { "postgresql://u:s3cret@db/x", "postgresql://u:***@db/x" },
        { "postgres://u:s3@cret@db:5432/x?a=b&password=s3cret&c=d", "postgres://u:***@db:5432/x?a=b&password=***&c=d" },
        { "postgresql://u@db:5432/x", "postgresql://u@db:5432/x" },
        { "postgresql:///x?host=/run", "postgresql:///x?host=/run" },
    };
    (void)state;
    setenv("TEST_ROUTER_PASSWORD", "s3cret", 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct config c = *load("routers = ( { " ROUTER "password_env = \"TEST_ROUTER_PASSWORD\"; } );");
        c.database = cases[i].conninfo;
        const char *json = config_json(arena, &c);
        const char *expected = arena_printf(arena, "\"database\":\"%s\"", cases[i].shown);
        if (!strstr(json, expected))
            fail_msg("%s is missing in %s", expected, json);
        assert_null(strstr(json, "s3cret"));
        assert_non_null(strstr(json, "\"user\":\"console\""));
    }
}

static struct error refusal_of(const char *file)
{
    struct error e = { .code = ERR_NONE };
    assert_null(config_load(arena, file, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    return e;
}

static struct error told_of(const struct config *c)
{
    struct error e = { .code = ERR_NONE };
    bool is_private = config_is_private(c, &e);
    assert_int_equal(is_private, e.code == ERR_NONE);
    return e;
}

static void who_else_may_touch_it(void **state)
{
    static const char included[] = "@include \"part.conf\"\n", address[] = "\ndatabase = \"host=db password=s3cret\";";
    struct error e = { .code = ERR_NONE };
    (void)state;
    e = refusal_of(write_file("hc.conf", "", 0646));
    assert_non_null(strstr(e.why, "others can write it"));
    assert_non_null(strstr(e.hint, "chmod o-w"));
    write_file("part.conf", "ui = { mouse = false; };", 0666);
    e = refusal_of(write_file("hc.conf", included, 0644));
    assert_non_null(strstr(e.why, "part.conf: others can write it"));
    e = told_of(load(address));
    assert_string_equal(e.what, "others can read the password in `database`");
    assert_non_null(strstr(e.why, "hc.conf:2"));
    write_file("part.conf", address, 0604);
    e = told_of(load(included));
    assert_non_null(strstr(e.why, "part.conf:2"));
    chmod(in_folder("part.conf"), 0640);
    assert_int_equal(told_of(load(included)).code, ERR_NONE);
    assert_int_equal(told_of(load("database = \"host=db passfile=/x\";")).code, ERR_NONE);
}

/* As an editor on Windows leaves it. */
static void a_byte_order_mark_is_no_text(void **state)
{
    struct error e = { .code = ERR_NONE };
    (void)state;
    assert_string_equal(load("\xEF\xBB\xBFmark_prefix = \"m\";")->mark_prefix, "m");
    write_file("marked", "\xEF\xBB\xBFs3cret\r\n", 0600);
    const struct config *c = load("routers = ( { " ROUTER "password_file = \"marked\"; } );");
    assert_string_equal(c->routers[0].password, "s3cret");
    write_file("marked", "\xEF\xBB\xBF\n", 0600);
    e = refusal_of(in_folder("hc.conf"));
    assert_non_null(strstr(e.why, "the file is empty"));
    e = refusal_of(write_file("hc.conf", "\xFF\xFEu", 0600));
    assert_non_null(e.why);
}

static void a_home_is_followed(void **state)
{
    (void)state;
    assert_string_equal(load("log_file = \"~/a.log\";")->log_file, in_folder("a.log"));
    struct error e = refusal_of(write_file("hc.conf", "log_file = \"~root/a.log\";", 0600));
    assert_string_equal(e.what, "setting `log_file` must be a whole path, or ~/ and the rest");
    unsetenv("HOME");
    e = refusal_of(write_file("hc.conf", "log_file = \"~/a.log\";", 0600));
    setenv("HOME", folder, 1);
    assert_non_null(strstr(e.what, "this account has no HOME"));
}

/* The example that is shipped is a configuration. */
static void example_is_valid(void **state)
{
    struct error e = { .code = ERR_NONE };
    (void)state;
    if (access("hotspot-console.conf", R_OK) != 0)
        skip();
    const struct config *c = config_load(arena, "hotspot-console.conf", &e);
    if (!c)
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(c->router_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_stand_alone),
        cmocka_unit_test(takes_every_setting),
        cmocka_unit_test(takes_gateways_and_messengers),
        cmocka_unit_test(brands_have_prefix_tax_and_kind_of_key),
        cmocka_unit_test(brands_say_how_they_tax),
        cmocka_unit_test(nothing_outside_is_configured_by_itself),
        cmocka_unit_test(says_what_is_off),
        cmocka_unit_test(takes_what_only_looks_too_big),
        cmocka_unit_test(file_must_be_readable),
        cmocka_unit_test(looks_in_the_usual_places),
        cmocka_unit_test(secrets_from_environment_and_credentials),
        cmocka_unit_test(json_hides_secrets),
        cmocka_unit_test(who_else_may_touch_it),
        cmocka_unit_test(a_byte_order_mark_is_no_text),
        cmocka_unit_test(a_home_is_followed),
        cmocka_unit_test(example_is_valid),
    };
    return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
