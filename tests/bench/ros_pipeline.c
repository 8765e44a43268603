/* Measures the router's client: list entries written one at a time and pipelined over a link with latency, and one
 * print of many hosts read into records. Prints one JSON line.
 *
 *   ros_pipeline [--entries 10000] [--single 1000] [--hosts 10000] [--window 64] [--latency-ms 2]
 *                [--port PORT [--tls CA_FILE]]
 *
 * Without --port the peer is a responder in a process of its own (ros_responder.c) that costs next to nothing; with
 * it a router that listens there already, for user console with password router, whose latency is its own
 * business. */
#include "model/routers/host.h"
#include "net/ros.h"
#include "tests/bench/ros_responder.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct options {
    long entries, single, hosts, window, latency_ms, port;
    const char *ca_file;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const struct error *e)
{
    fprintf(stderr, "ros_pipeline: %s: %s\n", e->what, e->why);
    exit(1);
}

static struct ros *connected(const struct options *o, long window)
{
    struct error e = { .code = ERR_NONE };
    struct ros *r = ros_new(&(struct ros_config){ .name = "bench",
                                                  .host = "127.0.0.1",
                                                  .port = (int)o->port,
                                                  .tls = o->ca_file != NULL,
                                                  .ca_file = o->ca_file,
                                                  .user = "console",
                                                  .password = "router",
                                                  .window = (int)window });
    if (!ros_connect(r, &e))
        die(&e);
    return r;
}

/* Adds entries 10.HIGH.x.y and says how many a second. */
static double add_entries(const struct options *o, long window, long count, int high)
{
    struct error e = { .code = ERR_NONE };
    struct arena *a = arena_new();
    struct ros *r = connected(o, window);
    struct ros_command *commands = ARENA_ARRAY(a, struct ros_command, count);

    for (long i = 0; i < count; i++) {
        const char **words = ARENA_ARRAY(a, const char *, 4);
        words[0] = "/ip/firewall/address-list/add";
        words[1] = "=list=active";
        words[2] = arena_printf(a, "=address=10.%d.%ld.%ld", high, i / 256, i % 256);
        words[3] =
            "=comment=lpsaring|status=active|user=081234567890|uid=0e9c2b54-6b55-4f0a-9a38-3f6d1c9f2a11|role=USER";
        commands[i] = (struct ros_command){ .words = words, .word_count = 4 };
    }
    double from = now_s();
    if (!ros_run(r, commands, (size_t)count, NULL, NULL, &e))
        die(&e);
    double took = now_s() - from;
    for (long i = 0; i < count; i++) {
        if (commands[i].outcome == ROS_DONE)
            continue;
        fprintf(stderr, "ros_pipeline: entry %ld: %s\n", i, commands[i].message);
        exit(1);
    }
    ros_free(r);
    arena_free(a);
    return (double)count / took;
}

struct reading {
    struct arena *arena;
    struct host *hosts;
    size_t count, room;
};

static bool take_host(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    return r->count < r->room && (r->count += host_read(r->arena, row, &r->hosts[r->count]), true);
}

/* Seconds from asking until all hosts stand in records; the best of some, the others were disturbed. */
static double read_hosts(const struct options *o)
{
    double best = 1e9;
    struct ros *r = connected(o, o->window);
    for (int run = 0; run < 5; run++) {
        struct error e = { .code = ERR_NONE };
        struct reading into = { .arena = arena_new(), .room = (size_t)o->hosts };
        into.hosts = ARENA_ARRAY(into.arena, struct host, o->hosts);
        double from = now_s();
        if (!ros_print(r, "/ip/hotspot/host", host_proplist, NULL, 0, take_host, &into, NULL, &e))
            die(&e);
        double took = now_s() - from;
        if (into.count != (size_t)o->hosts) {
            fprintf(stderr, "ros_pipeline: %zu hosts, not %ld\n", into.count, o->hosts);
            exit(1);
        }
        best = took < best ? took : best;
        arena_free(into.arena);
    }
    ros_free(r);
    return best;
}

static void read_options(struct options *o, int argc, char **argv)
{
    const struct option known[] = {
        { "entries", required_argument, NULL, 'e' }, { "single", required_argument, NULL, 's' },
        { "hosts", required_argument, NULL, 'h' },   { "window", required_argument, NULL, 'w' },
        { "port", required_argument, NULL, 'p' },    { "latency-ms", required_argument, NULL, 'l' },
        { "tls", required_argument, NULL, 't' },     { 0 },
    };
    int c;
    while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
        long *number = c == 'e'   ? &o->entries
                       : c == 's' ? &o->single
                       : c == 'h' ? &o->hosts
                       : c == 'w' ? &o->window
                       : c == 'p' ? &o->port
                       : c == 'l' ? &o->latency_ms
                                  : NULL;
        if (c == '?')
            exit(2);
        if (number)
            *number = strtol(optarg, NULL, 10);
        else
            o->ca_file = optarg;
    }
}

int main(int argc, char **argv)
{
    struct options o = { .entries = 10000, .single = 1000, .hosts = 10000, .window = 64, .latency_ms = 2 };
    struct responder responder = { .pid = 0 };

    read_options(&o, argc, argv);
    bool is_own = o.port == 0;
    if (is_own && !responder_start(&responder, o.latency_ms, o.hosts)) {
        perror("ros_pipeline: responder");
        return 1;
    }
    if (is_own)
        o.port = responder.port;
    double single = add_entries(&o, 1, o.single, 1), pipelined = add_entries(&o, o.window, o.entries, 2);
    double hosts = o.hosts ? read_hosts(&o) : 0;
    if (is_own)
        responder_stop(&responder);
    printf("{\"peer\": \"%s\", \"latency_ms\": %ld, \"window\": %ld, \"entries\": %ld, \"single_per_s\": %.0f, "
           "\"pipelined_per_s\": %.0f, \"pipelined_s\": %.3f, \"ratio\": %.1f, \"hosts\": %ld, \"hosts_s\": %.4f}\n",
           is_own      ? "responder"
           : o.ca_file ? "router, TLS"
                       : "router",
           o.latency_ms, o.window, o.entries, single, pipelined, (double)o.entries / pipelined, pipelined / single,
           o.hosts, hosts);
    return 0;
}
