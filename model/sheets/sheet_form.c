/* How vouchers look on paper, by the settings. */
#include "model/sheets/sheet_form.h"

#include "model/settings/setting.h"
#include "model/values/amount.h"

#include <inttypes.h>
#include <string.h>

enum {
    BYTES_PER_MB = 1048576
};

bool sheet_form_read(struct context *ctx, struct sheet_form *form, struct error *e)
{
    int64_t columns;
    const char *logo = setting_read(ctx, "sheet_logo", e), *shop = logo ? setting_read(ctx, "receipt_shop", e) : NULL;
    const char *foot = shop ? setting_read(ctx, "sheet_foot", e) : NULL;
    const char *fields = foot ? setting_read(ctx, "sheet_fields", e) : NULL;
    const char *language = fields ? setting_read(ctx, "message_language", e) : NULL;
    if (!language || !setting_read_int(ctx, "sheet_columns", &columns, e))
        return false;
    *form = (struct sheet_form){
        .columns = (int)columns, .logo = *logo ? logo : shop, .foot = foot, .is_english = strcmp(language, "en") == 0
    };
    if (sheet_form_fields(form, fields))
        return true;
    error_set(e, ERR_CONFIG, "the vouchers were not printed", "the setting sheet_fields says %s", fields);
    return error_hint(e, "it may name title, price, validity, limits, qr and number, with commas between");
}

const char *sheet_time(struct arena *a, const struct sheet_form *form, int64_t seconds)
{
    static const struct {
        int64_t seconds;
        const char *one, *many, *indonesian;
    } units[] = {
        { 86400, "day", "days", "hari" },
        { 3600, "hour", "hours", "jam" },
        { 60, "minute", "minutes", "menit" },
        { 1, "second", "seconds", "detik" },
    };
    struct strbuf b = { .arena = a };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        int64_t count = seconds / units[i].seconds;
        seconds %= units[i].seconds;
        if (count > 0)
            strbuf_printf(&b, "%s%" PRId64 " %s", b.length ? " " : "", count,
                          !form->is_english ? units[i].indonesian
                          : count == 1      ? units[i].one
                                            : units[i].many);
    }
    return b.length ? strbuf_text(&b) : NULL;
}

const char *sheet_volume(struct arena *a, int64_t bytes)
{
    char text[AMOUNT_TEXT];
    return bytes > 0 ? arena_strdup(a, mb_human(text, bytes / BYTES_PER_MB * CMB_PER_MB)) : NULL;
}
