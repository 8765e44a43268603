/* Where an archive goes to: a new file, by way of age where it is to be encrypted. */
#ifndef MODEL_BACKUP_SINK_H
#define MODEL_BACKUP_SINK_H

#include "base/child.h"
#include "model/backup/backup.h"

#include <openssl/evp.h>

enum {
    SHA256_TEXT = 65
};

struct sink {
    struct context *ctx;
    const char *part; /* the file's name until it is whole */
    int file, to;     /* to: where bytes are written to, the file or age */
    bool is_encrypted;
    struct child age;
    struct child_job age_job;
    EVP_MD_CTX *archive; /* of what is written, before it is encrypted */
    int64_t bytes;
    int why; /* errno of the write that failed */
};

bool sink_open(struct context *ctx, const char *part, struct sink *s, struct error *e);
bool sink_put(struct sink *s, const char *bytes, size_t length);
/* All of it is on the disk; what is known of it is written into m. */
bool sink_end(struct sink *s, struct backup_manifest *m, struct error *e);
/* Gives back what it holds; what is not whole is removed. */
void sink_close(struct sink *s, bool is_whole);

/* Of a file from where it stands; false with errno. */
bool file_digest(struct context *ctx, int fd, char text[SHA256_TEXT], int64_t *bytes);

/* How long it has been since the database was asked last is bounded: nobody takes this worker for stuck. False:
 * stopped. */
bool backup_goes_on(struct context *ctx, int64_t *asked_ms);

#endif
