/* A configuration's text with one setting changed: comments, order and all other lines stay as the operator wrote them.
 * libconfig itself would write them anew, without the comments. */
#ifndef MODEL_CONFIG_CONFIG_EDIT_H
#define MODEL_CONFIG_CONFIG_EDIT_H

struct arena;

/* Which setting is meant. */
struct config_spot {
    const char *group;   /* "routers", "midtrans"; NULL: it stands at the top */
    const char *by, *is; /* the group is a list: of its entries the one whose setting `by` is the text `is`. by NULL: it
                            is one group */
    const char *key;
};

/* The text with that setting at value, as libconfig writes one (see config_quote()); a group, an entry or a setting
 * that is not there is added. value NULL: the setting is taken out. NULL: the text can't be followed. */
char *config_edit(struct arena *a, const char *text, const struct config_spot *spot, const char *value);

/* A text as libconfig writes it, with its quotes. */
char *config_quote(struct arena *a, const char *text);

#endif
