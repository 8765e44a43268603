/* Whether a workbook that was just written is whole: reads the ZIP archive that it is. */
#include "model/lists/workbook_check.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum {
    END_BYTES = 22, /* of the record at the end of an archive that has no comment */
    ENTRY_BYTES = 46,
    LOCAL_BYTES = 30,
    CHUNK = 16 * 1024,
    HEAD = 512,
    TAIL = 64,
    STORED = 0,
    DEFLATED = 8
};

struct part {
    uint32_t method, sum, packed, size, at; /* as the archive says */
    uint32_t seen_sum;
    uint64_t seen;
    char head[HEAD + 1], tail[TAIL + 1];
    size_t head_length, tail_length;
};

static uint32_t number(const unsigned char *p, int bytes)
{
    uint32_t n = 0;
    for (int i = bytes; i-- > 0;)
        n = n << 8 | p[i];
    return n;
}

static void see(struct part *p, const unsigned char *bytes, size_t length)
{
    size_t room = HEAD - p->head_length, taken = length < room ? length : room;
    memcpy(p->head + p->head_length, bytes, taken);
    p->head_length += taken;
    p->seen += length;
    p->seen_sum = (uint32_t)crc32(p->seen_sum, bytes, (uInt)length);
    if (length >= TAIL) {
        p->tail_length = TAIL;
        memcpy(p->tail, bytes + length - TAIL, TAIL);
        return;
    }
    size_t kept = p->tail_length + length > TAIL ? TAIL - length : p->tail_length;
    memmove(p->tail, p->tail + p->tail_length - kept, kept);
    memcpy(p->tail + kept, bytes, length);
    p->tail_length = kept + length;
}

static bool see_stored(struct part *p, FILE *in, unsigned char *room)
{
    for (uint32_t left = p->packed; left;) {
        size_t n = fread(room, 1, left < CHUNK ? left : CHUNK, in);
        if (!n)
            return false;
        see(p, room, n);
        left -= (uint32_t)n;
    }
    return true;
}

static bool see_deflated(struct part *p, FILE *in, unsigned char *packed, unsigned char *room)
{
    z_stream z = { .next_in = packed };
    uint32_t left = p->packed;
    int state = inflateInit2(&z, -MAX_WBITS);
    while (state == Z_OK) {
        if (!z.avail_in && left) {
            z.next_in = packed;
            z.avail_in = (uInt)fread(packed, 1, left < CHUNK ? left : CHUNK, in);
            left -= z.avail_in;
        }
        z.next_out = room;
        z.avail_out = CHUNK;
        state = inflate(&z, Z_NO_FLUSH);
        see(p, room, CHUNK - z.avail_out);
    }
    inflateEnd(&z);
    return state == Z_STREAM_END;
}

/* <?xml …?> <root …> … </root>, or a root without anything in it. */
static bool ends_as_it_began(struct part *p)
{
    char end[HEAD];
    p->head[p->head_length] = p->tail[p->tail_length] = '\0';
    const char *root = strchr(p->head, '<');
    if (root && root[1] == '?')
        root = strchr(root + 1, '<');
    if (!root)
        return false;
    int n = snprintf(end, sizeof end, "</%.*s>", (int)strcspn(root + 1, " />\r\n\t"), root + 1);
    while (p->tail_length && strchr(" \r\n\t", p->tail[p->tail_length - 1]))
        p->tail[--p->tail_length] = '\0';
    const char *next = strchr(root + 1, '<');
    bool is_empty = !next && p->tail_length > 1 && strcmp(p->tail + p->tail_length - 2, "/>") == 0;
    return is_empty || (p->tail_length >= (size_t)n && strcmp(p->tail + p->tail_length - n, end) == 0);
}

static bool is_part_whole(struct part *p, FILE *in)
{
    unsigned char local[LOCAL_BYTES], packed[CHUNK], room[CHUNK];
    if (fseeko(in, p->at, SEEK_SET) != 0 || fread(local, 1, LOCAL_BYTES, in) != LOCAL_BYTES)
        return false;
    if (fseeko(in, number(local + 26, 2) + number(local + 28, 2), SEEK_CUR) != 0)
        return false;
    p->seen_sum = (uint32_t)crc32(0, NULL, 0);
    if (p->method == STORED ? !see_stored(p, in, room) : !see_deflated(p, in, packed, room))
        return false;
    return p->seen == p->size && p->seen_sum == p->sum && ends_as_it_began(p);
}

/* The entry at a place of the archive's list, and the place of the next one; false: there is none. */
static bool read_entry(FILE *in, uint64_t *at, struct part *p)
{
    unsigned char e[ENTRY_BYTES];
    *p = (struct part){ .method = STORED };
    if (fseeko(in, (off_t)*at, SEEK_SET) != 0 || fread(e, 1, ENTRY_BYTES, in) != ENTRY_BYTES ||
        memcmp(e, "PK\1\2", 4) != 0)
        return false;
    p->method = number(e + 10, 2);
    p->sum = number(e + 16, 4);
    p->packed = number(e + 20, 4);
    p->size = number(e + 24, 4);
    p->at = number(e + 42, 4);
    *at += ENTRY_BYTES + number(e + 28, 2) + number(e + 30, 2) + number(e + 32, 2);
    return p->method == STORED || p->method == DEFLATED;
}

static bool are_parts_whole(FILE *in)
{
    unsigned char end[END_BYTES];
    struct part p;
    if (fseeko(in, -END_BYTES, SEEK_END) != 0 || fread(end, 1, END_BYTES, in) != END_BYTES ||
        memcmp(end, "PK\5\6", 4) != 0)
        return false;
    uint32_t count = number(end + 10, 2);
    uint64_t at = number(end + 16, 4);
    for (uint32_t i = 0; i < count; i++)
        if (!read_entry(in, &at, &p) || !is_part_whole(&p, in))
            return false;
    return count > 0;
}

bool workbook_is_whole(const char *path)
{
    FILE *in = fopen(path, "re");
    bool is_whole = in && are_parts_whole(in);
    if (in)
        fclose(in);
    return is_whole;
}
