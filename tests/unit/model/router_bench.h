/* A simulated router for one test program, with orders on its control socket, and users in a
 * database whose router it is. Run from the top of the source tree. */
#ifndef TESTS_UNIT_MODEL_ROUTER_BENCH_H
#define TESTS_UNIT_MODEL_ROUTER_BENCH_H

#include "tests/unit/model/action_bench.h"

#include "model/routers/router.h"

#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

struct sim {
    pid_t pid;
    int port;
    FILE *out, *control;
};

#define SIM_LINE_ROOM (1 << 16)

static inline void sim_connect(struct sim *s, const char *path)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    s->control = fdopen(fd, "r+");
}

static inline void sim_start(struct sim *s)
{
    char line[1024];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    s->pid = fork();
    if (s->pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl("/usr/bin/python3", "python3", "tests/sim/router.py", "--tls-port", "-1", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    s->out = fdopen(ends[0], "r");
    if (!fgets(line, sizeof line, s->out))
        fail_msg("the simulated router does not start: run the tests from the top of the source tree");
    json_t *ready = json_loads(line, 0, NULL);
    s->port = (int)json_integer_value(json_object_get(ready, "port"));
    sim_connect(s, json_string_value(json_object_get(ready, "control")));
    json_decref(ready);
}

static inline void sim_stop(struct sim *s)
{
    kill(s->pid, SIGTERM);
    waitpid(s->pid, NULL, 0);
    fclose(s->control);
    fclose(s->out);
}

/* Gives an order made by printf, answers with what came back. */
static inline json_t *sim_order(struct sim *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline json_t *sim_order(struct sim *s, const char *format, ...)
{
    static char line[SIM_LINE_ROOM];
    char *answer = NULL;
    size_t room = 0;
    va_list ap;
    va_start(ap, format);
    vsnprintf(line, sizeof line, format, ap);
    va_end(ap);
    fprintf(s->control, "%s\n", line);
    fflush(s->control);
    assert_true(getline(&answer, &room, s->control) > 0);
    json_t *reply = json_loads(answer, 0, NULL);
    if (!json_is_true(json_object_get(reply, "ok")))
        fail_msg("order %s: %s", line, answer);
    free(answer);
    return reply;
}

static inline void sim_do(struct sim *s, const char *order)
{
    json_decref(sim_order(s, "%s", order));
}

/* The rows of a menu, one a line: the named properties between blanks, - where one is missing. */
static inline const char *sim_rows(struct sim *s, struct arena *a, const char *path, const char *const *names)
{
    struct strbuf out = { .arena = a };
    json_t *reply = sim_order(s, "{\"do\":\"dump\",\"path\":\"%s\"}", path), *row;
    size_t i;
    json_array_foreach(json_object_get(json_object_get(reply, "tables"), path), i, row)
    {
        for (const char *const *n = names; *n; n++) {
            const char *value = json_string_value(json_object_get(row, *n));
            strbuf_printf(&out, "%s%s", n == names ? "" : " ", value && *value ? value : "-");
        }
        strbuf_add(&out, "\n");
    }
    json_decref(reply);
    return strbuf_text(&out);
}
#define SIM_ROWS(s, a, path, ...) sim_rows((s), (a), (path), (const char *const[]){ __VA_ARGS__, NULL })

/* Commands that changed something since the last call. */
static inline int sim_writes(struct sim *s)
{
    json_t *reply = sim_order(s, "{\"do\":\"stats\",\"reset\":true}");
    int writes = (int)json_integer_value(json_object_get(json_object_get(reply, "stats"), "writes"));
    json_decref(reply);
    return writes;
}

struct router_bench {
    struct bench *bench;
    struct sim sim;
    struct config_router router;
};

#define BENCH_WORKER "11111111-1111-4111-8111-111111111111"

/* False where no server was named. */
static inline bool router_bench_open(struct router_bench *b)
{
    static const char *const servers[] = { "hs1", NULL };
    b->bench = bench_open();
    if (!b->bench)
        return false;
    sim_start(&b->sim);
    sim_do(&b->sim, "{\"do\":\"load\",\"tables\":{\"/ip/hotspot\":[{\"name\":\"hs1\"}]}}");
    b->router = (struct config_router){ .name = "main",
                                        .host = "127.0.0.1",
                                        .port = b->sim.port,
                                        .user = "console",
                                        .password = "router",
                                        .servers = servers,
                                        .deadline_ms = 3000 };
    b->bench->config.routers = &b->router;
    b->bench->config.router_count = 1;
    b->bench->config.mark_prefix = "lpsaring";
    b->bench->ctx.routers = routers_new(&b->bench->config);
    b->bench->ctx.worker_id = BENCH_WORKER;
    return true;
}

static inline void router_bench_close(struct router_bench *b)
{
    if (!b->bench)
        return;
    routers_free(b->bench->ctx.routers);
    sim_stop(&b->sim);
    bench_close(b->bench);
}

/* A clean router, no users, nothing waiting. */
static inline void router_bench_clean(struct router_bench *b)
{
    ask(b->bench, "DELETE FROM console.outbox");
    ask(b->bench, "DELETE FROM public.user_devices; DELETE FROM public.daily_usage_logs; DELETE FROM public.users");
    ask(b->bench, "DELETE FROM console.counter_reset; DELETE FROM console.counter_row");
    ask(b->bench, "DELETE FROM public.application_settings; DELETE FROM console.router_sync_state");
    sim_do(&b->sim, "{\"do\":\"calm\"}");
    sim_do(&b->sim,
           "{\"do\":\"options\",\"version\":\"7.16\",\"secrets\":\"masked\",\"nul_padding\":false,"
           "\"empty_uptime\":false,\"refused\":[],\"policies\":[\"read\",\"write\",\"sensitive\"],"
           "\"device_mode\":{\"mode\":\"advanced\",\"hotspot\":\"yes\",\"proxy\":\"yes\",\"flagged\":\"no\"}}");
    sim_do(&b->sim, "{\"do\":\"listen\",\"on\":true}");
    sim_do(&b->sim,
           "{\"do\":\"load\",\"tables\":{\"/ip/hotspot/user\":[],\"/ip/hotspot/host\":[],\"/ip/hotspot/active\":[],"
           "\"/ip/hotspot/ip-binding\":[],\"/ip/firewall/address-list\":[],\"/ip/dhcp-server/lease\":[]}}");
    routers_retry_now(b->bench->ctx.routers, "main");
    sim_writes(&b->sim);
}

/* The router is of that version from now on, on a new connection. */
static inline void be_version(struct router_bench *b, const char *version)
{
    json_decref(sim_order(&b->sim, "{\"do\":\"options\",\"version\":\"%s\"}", version));
    sim_do(&b->sim, "{\"do\":\"drop\"}");
}

static inline const char *new_device(struct router_bench *b, const char *user, const char *mac, const char *columns)
{
    const char *id = ask(b->bench,
                         "INSERT INTO public.user_devices (id, user_id, mac_address) "
                         "VALUES (gen_random_uuid(), '%s', '%s') RETURNING id",
                         user, mac);
    if (columns)
        ask(b->bench, "UPDATE public.user_devices SET %s WHERE id = '%s'", columns, id);
    return id;
}

static inline void new_host(struct router_bench *b, const char *mac, const char *address, int64_t bytes)
{
    json_decref(sim_order(&b->sim,
                          "{\"do\":\"row\",\"path\":\"/ip/hotspot/host\",\"verb\":\"add\",\"values\":{\"mac-address\":"
                          "\"%s\",\"address\":\"%s\",\"bytes-in\":\"%" PRId64 "\",\"bytes-out\":\"0\",\"uptime-s\":100}}",
                          mac, address, bytes));
}

#endif
