/* What panes whose rows are users show of them: expressions over public.users u. */
#ifndef MODEL_CUSTOMERS_PANE_USER_SQL_H
#define MODEL_CUSTOMERS_PANE_USER_SQL_H

/* The setting is read once a query. It comes as a column of a subquery that is kept apart (OFFSET 0): with
 * a subquery as argument the function would be called for every row instead of being inlined. */
#define SQL_STATUS                                                                                                     \
    "(SELECT console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date, "                \
    "u.is_unlimited_user, u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb, fup.threshold, "   \
    "now()) "                                                                                                          \
    "FROM (SELECT (SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072)) AS threshold OFFSET 0) fup)"
#define SQL_REMAINING                                                                                                  \
    "CASE WHEN u.is_unlimited_user THEN NULL "                                                                         \
    "ELSE greatest(console.quota_left_mb(u.total_quota_purchased_mb, u.total_quota_used_mb, "                          \
    "u.auto_debt_offset_mb), 0.00) END"
#define SQL_AUTO_DEBT                                                                                                  \
    "console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb, "                  \
    "u.is_unlimited_user, u.role)"
#define SQL_DEBT "(u.manual_debt_mb + " SQL_AUTO_DEBT ")"
/* Kept with the entries, so that it is nowhere added up for a list. */
#define SQL_BALANCE "coalesce((SELECT b.rp FROM console.balance b WHERE b.user_id = u.id), 0)"
#define BALANCE_AMONG "u.id IN (SELECT b.user_id FROM console.balance b WHERE b.rp <> 0)"
#define SQL_NAME_KEY "lower(u.full_name)"

/* For an order by what is worked out row by row and is the same of most customers: those of whom test is true, and the
 * others, for whom the order has this level. test is over w (public.users). */
#define USERS_APART(test, same)                                                                                        \
    {                                                                                                                  \
        { .relation = "(SELECT w.* FROM public.users w WHERE " test ")" },                                             \
        { .relation = "(SELECT w.* FROM public.users w WHERE NOT (" test "))", .level = (same) },                      \
        { .relation = NULL },                                                                                          \
    }
/* Along the kept balances, then all who have none. */
#define USERS_BY_BALANCE                                                                                               \
    {                                                                                                                  \
        { .relation = "(SELECT w.*, k.rp AS kept_rp FROM console.balance k JOIN public.users w ON w.id = k.user_id "   \
                      "WHERE k.rp <> 0)",                                                                              \
          .walk = "u.kept_rp" },                                                                                       \
            { .relation = "(SELECT w.* FROM public.users w WHERE NOT EXISTS (SELECT FROM console.balance k "           \
                          "WHERE k.user_id = w.id AND k.rp <> 0))",                                                    \
              .level = "0" },                                                                                          \
            { .relation = NULL },                                                                                      \
    }

/* The worst that was amiss at the last look, kept; the worst first, who has none of it at the end. */
#define SQL_KEPT_RANK "coalesce((SELECT k.rank FROM console.user_trouble k WHERE k.user_id = u.id), 400)"
#define USERS_BY_TROUBLE                                                                                               \
    {                                                                                                                  \
        { .relation = "(SELECT w.*, k.rank AS kept_rank FROM console.user_trouble k JOIN public.users w "              \
                      "ON w.id = k.user_id)",                                                                          \
          .walk = "u.kept_rank" },                                                                                     \
            { .relation = "(SELECT w.* FROM public.users w WHERE NOT EXISTS (SELECT FROM console.user_trouble k "      \
                          "WHERE k.user_id = w.id))",                                                                  \
              .level = "400" },                                                                                        \
            { .relation = NULL },                                                                                      \
    }
/* What may be amiss, by the symptoms' names, the worst first. */
#define TROUBLES                                                                                                       \
    "paid_late", "paid_otherwise", "paid_unapplied", "money_waits", "blocked_cleared", "isolir_cleared",               \
    "line_kept_in", "waiting_approval", "rejected", "switched_off", "blocked_overdue", "blocked_limit",                \
    "blocked_month_end", "blocked_by_hand", "isolir", "line_isolated_debt", "line_isolated", "line_held",              \
    "line_off", "expired", "never_bought", "quota_gone", "router_none", "router_down", "account_missing",              \
    "account_disabled", "account_counter", "account_uptime", "list_wrong", "list_missing", "binding_wrong",            \
    "line_gone", "line_disabled", "line_mac", "line_bound", "line_silent", "line_never", "profile_differs",            \
    "fup", "sync_failed", "sync_waits", "router_differs", "session_open", "mac_changed", "device_refused",             \
    "address_shared", "mac_shared", "line_twice", "line_address", "line_let_through", "invoice_link_over",             \
    "invoice_unlinked", "invoice_overdue", "link_over", "debt_link_over", "charge_unheard",                            \
    "message_failed", "debt_sum_wrong", NULL

/* All of one status stand together in the order by it, and a page of one status is met soon among all customers. */
#define USERS_OF_STATUS(status)                                                                                        \
    {                                                                                                                  \
        .relation = "public.users", .where = SQL_STATUS " = '" status "'", .level = "'" status "'"                     \
    }
#define USERS_BY_STATUS                                                                                                \
    {                                                                                                                  \
        USERS_OF_STATUS("active"), USERS_OF_STATUS("blocked"), USERS_OF_STATUS("expired"), USERS_OF_STATUS("fup"),     \
            USERS_OF_STATUS("habis"), USERS_OF_STATUS("inactive"), USERS_OF_STATUS("unlimited"), { .relation = NULL }, \
    }

/* NULL of who is not blocked. */
#define SQL_BLOCK_CAUSE "CASE WHEN u.is_blocked THEN coalesce(console.block_cause(u.blocked_reason), 'hand') END"
#define BLOCK_CAUSES "debt_limit", "month_end", "overdue", "isolir", "hand", NULL
#define STATUS_CHOICES "blocked", "inactive", "expired", "unlimited", "habis", "fup", "active", NULL
#define ROLE_CHOICES "USER", "KOMANDAN", "ADMIN", "SUPER_ADMIN", NULL

#endif
