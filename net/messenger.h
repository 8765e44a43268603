/* Messengers: Telegram's bot API and a plain HTTP gateway for WhatsApp. */
#ifndef NET_MESSENGER_H
#define NET_MESSENGER_H

#include "base/arena.h"
#include "net/gateway.h"

#include <stdbool.h>
#include <stdint.h>

struct telegram_config {
    const char *url;   /* "https://api.telegram.org" */
    const char *token; /* stands in the address: neither it nor the address is ever logged */
    const char *ca_file;
    bool insecure;
    int deadline_ms;
};

struct telegram;
struct telegram *telegram_new(const struct telegram_config *config);
void telegram_free(struct telegram *t);
void telegram_interrupt(struct telegram *t);

/* HTML texts. message_id: of the message that was made. "message to delete not found" and "message is not
 * modified" are GATEWAY_DONE; 429 is GATEWAY_RETRY with its retry_after. Only sending can end in GATEWAY_UNKNOWN:
 * the others are harmless to repeat. */
void telegram_send(struct telegram *t, const char *chat_id, const char *text, struct arena *a, int64_t *message_id,
                   struct gateway_result *result);
void telegram_edit(struct telegram *t, const char *chat_id, int64_t message_id, const char *text, struct arena *a,
                   struct gateway_result *result);
void telegram_delete(struct telegram *t, const char *chat_id, int64_t message_id, struct arena *a,
                     struct gateway_result *result);

struct whatsapp_config {
    const char *url;                         /* POSTed to with form fields */
    const char *token;                       /* in the header Authorization */
    const char *phone_field, *message_field; /* NULL: "target", "message" */
    const char *ca_file;
    bool insecure;
    int deadline_ms;
};

struct whatsapp;
struct whatsapp *whatsapp_new(const struct whatsapp_config *config);
void whatsapp_free(struct whatsapp *w);
void whatsapp_interrupt(struct whatsapp *w);
void whatsapp_send(struct whatsapp *w, const char *phone, const char *text, struct arena *a,
                   struct gateway_result *result);

#endif
