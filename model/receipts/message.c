/* Receipts to customers, by the messengers. */
#include "model/pay/message.h"
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/lists/story.h"
#include "model/receipts/printers.h"
#include "model/receipts/receipt.h"

#include <string.h>

/* Digits with the country's, as such gateways want them. NULL: none. */
static const char *whatsapp_number(const struct context *ctx, const struct receipt *r)
{
    const char *digits = r->phone && *r->phone == '+' ? r->phone + 1 : NULL;
    return ctx->config->whatsapp && digits && *digits && !digits[strspn(digits, "0123456789")] ? digits : NULL;
}

static bool tell(struct context *ctx, const char *source, const struct receipt *r, bool *told, struct error *e)
{
    const struct receipt_form form = { .columns = 0, .charset = RECEIPT_UTF8 };
    bool by_telegram = ctx->config->telegram && r->chat_id;
    const char *address = by_telegram ? r->chat_id : whatsapp_number(ctx, r);
    struct receipt_line *lines;
    size_t count;
    *told = address != NULL;
    if (!address)
        return true;
    if (!receipt_lay_out(ctx, r, &form, &lines, &count, e))
        return false;
    const char *text = receipt_text(ctx, lines, count);
    return db_run(ctx->db, "message_tell",
                  DB_PARAMS(source, by_telegram ? "telegram:bot" : "whatsapp:gateway", address,
                            message_plain(ctx->arena, text, by_telegram), r->user_id, NULL, "user", NULL, NULL),
                  NULL, e);
}

/* Under the lock of the row that asks. */
static bool spread(struct context *ctx, struct effect_row *row, struct error *e)
{
    struct receipt receipt;
    struct db_result *r = db_query(ctx->db, "receipt_message_take", DB_PARAMS(ctx->worker_id, row->entity_id), e);
    if (!r)
        return false;
    bool is_ours = db_rows(r) > 0, told = false;
    const char *source = is_ours ? story_text(ctx->arena, r, 0, 0) : NULL;
    const char *given = is_ours ? story_text(ctx->arena, r, 0, 1) : NULL;
    db_result_free(r);
    if (is_ours) {
        if (!receipt_read(ctx, given ? given : "", &receipt, e))
            return false;
        receipt_set_copy(ctx, &receipt, false); /* it is no paper */
        if (!tell(ctx, source, &receipt, &told, e))
            return false;
    }
    row->state = is_ours ? EFFECT_DONE : EFFECT_RETRY;
    row->message = !is_ours ? "another worker has it" : told ? NULL : "nobody to tell";
    return true;
}

bool effect_receipt_message(struct context *ctx, const char *name, struct effect_row *rows, size_t count,
                            struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        struct error why = { .code = ERR_NONE };
        char text[700];
        bool ok = db_begin(ctx->db, &why) && spread(ctx, &rows[i], &why) && db_commit(ctx->db, &why);
        if (!ok)
            db_rollback(ctx->db);
        if (!ok && why.code != ERR_REFUSED && why.code != ERR_CONFIG && why.code != ERR_INTERNAL) {
            if (e)
                *e = why;
            return false;
        }
        if (!ok) {
            rows[i].state = EFFECT_FAILED;
            rows[i].message = text_safe_copy(ctx->arena, error_text(&why, text, sizeof text));
        }
        context_progress(ctx, name, i + 1, count);
    }
    return true;
}
