/* One profile whole, for its page. */
#include "db/db.h"
#include "model/lists/story.h"
#include "model/packages/package.h"

/* In the order of profile_story.sql. */
static void fill(struct arena *a, const struct db_result *r, struct profile_story *s)
{
    const char **const texts[] = { &s->id, &s->name, &s->terms, &s->states, &s->state };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = story_text(a, r, 0, c++);
    s->customers = story_int(r, 0, c, 0);
}

static void fill_router(struct arena *a, const struct db_result *r, int row, void *item)
{
    *(struct profile_router *)item = (struct profile_router){
        .router = story_text(a, r, row, 0),
        .state = story_text(a, r, row, 1),
        .text = story_text(a, r, row, 2),
    };
}

static void fill_package(struct arena *a, const struct db_result *r, int row, void *item)
{
    *(struct profile_package *)item = (struct profile_package){
        .id = story_text(a, r, row, 0),
        .name = story_text(a, r, row, 1),
        .text = story_text(a, r, row, 2),
    };
}

static bool read_lists(struct context *ctx, const char *id, struct profile_story *story, struct error *e)
{
    const struct story_list routers = { "profile_routers", sizeof(struct profile_router), fill_router };
    const struct story_list packages = { "profile_packages", sizeof(struct profile_package), fill_package };
    void *items = NULL;
    if (!story_read_list(ctx, &routers, DB_PARAMS(id), &items, &story->router_count, e))
        return false;
    story->routers = items;
    if (!story_read_list(ctx, &packages, DB_PARAMS(id), &items, &story->package_count, e))
        return false;
    story->packages = items;
    return true;
}

bool profile_read_story(struct context *ctx, const char *id, struct profile_story *story, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "profile_story", DB_PARAMS(id), e);
    if (!r)
        return false;
    bool found = db_rows(r) > 0;
    *story = (struct profile_story){ .customers = 0 };
    if (found)
        fill(ctx->arena, r, story);
    else
        error_set(e, ERR_REFUSED, "the profile can't be shown", "there is no profile %s", id);
    db_result_free(r);
    return found && read_lists(ctx, id, story, e);
}
