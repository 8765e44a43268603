/* A CSV file, record by record.
 *
 * libcsv takes records apart; what it is fed are the file's lines, so that the line of each record is known. Bytes go
 * through iconv where the file is UTF-16. */
#include "model/imports/sheet.h"

#include "base/text.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BLOCK = 64 * 1024,
    LEAST_SEEN = 4096 /* of the beginning, by which encoding and separator are told */
};

struct sheet {
    int fd;
    struct stat at_first;
    iconv_t encoding; /* (iconv_t)-1: it is UTF-8 */
    unsigned char raw[BLOCK];
    size_t raw_length; /* not converted yet */
    char text[2 * BLOCK];
    size_t at, length; /* of text: what is still to be fed */
    bool is_over;      /* nothing more comes */
    int64_t bytes;

    struct csv_parser parser;
    char separator;
    bool has_parser, skips; /* skips: the rest of a broken record's line */
    bool is_in_record;
    int64_t line, first_line; /* of what is fed; of the record at hand */

    char held[SHEET_MOST_BYTES]; /* the fields' bytes */
    size_t held_length;
    struct sheet_field fields[SHEET_MOST_FIELDS];
    size_t count;
    enum sheet_trouble trouble;
    bool is_blank, is_whole;
};

static bool fail_reading(struct error *e, const char *file)
{
    return error_set(e, ERR_USAGE, "the file can't be read", "%s: %s", file, strerror(errno));
}

static bool open_file(struct sheet *s, const char *file, struct error *e)
{
    bool is_stdin = strcmp(file, "-") == 0;
    s->fd = is_stdin ? dup(STDIN_FILENO) : open(file, O_RDONLY | O_CLOEXEC);
    if (s->fd < 0 || fstat(s->fd, &s->at_first) != 0)
        return fail_reading(e, file);
    if (!S_ISDIR(s->at_first.st_mode))
        return true;
    errno = EISDIR;
    return fail_reading(e, file);
}

/* More of the file into raw; 0 at its end. */
static bool read_raw(struct sheet *s, struct error *e)
{
    ssize_t n;
    do
        n = read(s->fd, s->raw + s->raw_length, sizeof s->raw - s->raw_length);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return fail_reading(e, "the file");
    s->is_over = n == 0 && sizeof s->raw > s->raw_length;
    s->raw_length += (size_t)n;
    s->bytes += n;
    return true;
}

static void drop_raw(struct sheet *s, size_t count)
{
    s->raw_length -= count;
    memmove(s->raw, s->raw + count, s->raw_length);
}

/* What can't be converted is passed over, and shown as what it is not. */
static void convert(struct sheet *s)
{
    char *in = (char *)s->raw, *out = s->text + s->length;
    size_t in_left = s->raw_length, out_left = sizeof s->text - s->length;
    while (in_left > 1 && out_left > 8) {
        if (iconv(s->encoding, &in, &in_left, &out, &out_left) != (size_t)-1 || errno == E2BIG || errno == EINVAL)
            break;
        in += 2;
        in_left -= 2;
        memcpy(out, "\xEF\xBF\xBD", 3);
        out += 3;
        out_left -= 3;
    }
    s->length = sizeof s->text - out_left;
    drop_raw(s, s->raw_length - in_left);
}

/* More text behind what is there; at first as much as tells encoding and separator. */
static bool read_more(struct sheet *s, struct error *e)
{
    if (s->at > 0) {
        memmove(s->text, s->text + s->at, s->length - s->at);
        s->length -= s->at;
        s->at = 0;
    }
    if (!read_raw(s, e))
        return false;
    if (s->encoding != (iconv_t)-1) {
        convert(s);
        return true;
    }
    memcpy(s->text + s->length, s->raw, s->raw_length);
    s->length += s->raw_length;
    s->raw_length = 0;
    return true;
}

/* By its mark, or by the zeros that plain text leaves in UTF-16. */
static const char *encoding_of(const unsigned char *b, size_t n, size_t *mark)
{
    *mark = n >= 2 && ((b[0] == 0xFF && b[1] == 0xFE) || (b[0] == 0xFE && b[1] == 0xFF)) ? 2 : 0;
    if (n >= 2 && b[0] == 0xFF && b[1] == 0xFE)
        return "UTF-16LE";
    if (n >= 2 && b[0] == 0xFE && b[1] == 0xFF)
        return "UTF-16BE";
    if (n >= 4 && b[0] && !b[1] && b[2] && !b[3])
        return "UTF-16LE";
    if (n >= 4 && !b[0] && b[1] && !b[2] && b[3])
        return "UTF-16BE";
    *mark = n >= 3 && memcmp(b, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    return NULL;
}

/* Which of them stands most often in the first line, outside of quotes. */
static char separator_of(const char *text, size_t length)
{
    static const char known[] = ",;\t";
    size_t seen[sizeof known] = { 0 }, best = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < length && (is_quoted || (text[i] != '\n' && text[i] != '\r')); i++) {
        const char *c = text[i] ? strchr(known, text[i]) : NULL;
        is_quoted ^= text[i] == '"';
        if (c && !is_quoted)
            seen[c - known]++;
    }
    for (size_t i = 0; known[i]; i++)
        if (seen[i] > seen[best])
            best = i;
    return known[best];
}

/* Spreadsheets write "sep=;" as a line of its own before the header. */
static bool take_separator_line(struct sheet *s)
{
    const char *text = s->text + s->at;
    size_t left = s->length - s->at;
    if (left < 6 || strncasecmp(text, "sep=", 4) != 0 || (text[5] != '\r' && text[5] != '\n'))
        return false;
    s->separator = text[4];
    const char *end = memchr(text, '\n', left);
    s->at = end ? (size_t)(end - s->text) + 1 : s->length;
    s->line++;
    return true;
}

/* A field that grows without end is no field. */
static void *bounded_realloc(void *p, size_t size)
{
    return size > SHEET_MOST_BYTES ? NULL : realloc(p, size);
}

static bool start_parser(struct sheet *s)
{
    if (s->has_parser)
        csv_free(&s->parser);
    s->has_parser = csv_init(&s->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) == 0;
    csv_set_realloc_func(&s->parser, bounded_realloc);
    csv_set_blk_size(&s->parser, 1024);
    csv_set_delim(&s->parser, (unsigned char)s->separator);
    return s->has_parser;
}

static bool begin(struct sheet *s, struct error *e)
{
    size_t mark;
    while (s->raw_length < LEAST_SEEN && !s->is_over)
        if (!read_raw(s, e))
            return false;
    const char *encoding = encoding_of(s->raw, s->raw_length, &mark);
    drop_raw(s, mark);
    if (encoding && (s->encoding = iconv_open("UTF-8", encoding)) == (iconv_t)-1)
        return error_set(e, ERR_INTERNAL, "the file can't be read", "%s is not known here", encoding);
    if (encoding) {
        convert(s);
    } else {
        memcpy(s->text, s->raw, s->raw_length);
        s->length = s->raw_length;
        s->raw_length = 0;
    }
    if (!take_separator_line(s))
        s->separator = separator_of(s->text, s->length);
    return start_parser(s) || error_set(e, ERR_INTERNAL, "the file can't be read", "no memory");
}

struct sheet *sheet_open(const char *file, struct error *e)
{
    struct sheet *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->encoding = (iconv_t)-1;
    s->fd = -1;
    s->line = 1;
    if (open_file(s, file, e) && begin(s, e))
        return s;
    sheet_close(s);
    return NULL;
}

void sheet_close(struct sheet *s)
{
    if (!s)
        return;
    if (s->has_parser)
        csv_free(&s->parser);
    if (s->encoding != (iconv_t)-1)
        iconv_close(s->encoding);
    if (s->fd >= 0)
        close(s->fd);
    free(s);
}

static void mark(struct sheet *s, enum sheet_trouble trouble)
{
    if (s->trouble == SHEET_SOUND)
        s->trouble = trouble;
}

static void take_field(void *text, size_t length, void *sheet)
{
    struct sheet *s = sheet;
    size_t n = s->count++;
    s->is_blank &= length == 0;
    if (n >= SHEET_MOST_FIELDS)
        return;
    /* Of the fields behind one that does not fit, each has room for its end. */
    if (s->held_length + length + SHEET_MOST_FIELDS >= sizeof s->held) {
        mark(s, SHEET_TOO_LONG);
        length = 0;
    }
    if (length && memchr(text, '\0', length))
        mark(s, SHEET_NUL);
    else if (length && !text_is_utf8(text, length))
        mark(s, SHEET_NOT_UTF8);
    char *at = s->held + s->held_length;
    if (length)
        memcpy(at, text, length);
    at[length] = '\0';
    s->fields[n] = (struct sheet_field){ at, length };
    s->held_length += length + 1;
}

static void take_end(int c, void *sheet)
{
    (void)c;
    ((struct sheet *)sheet)->is_whole = true;
}

static void begin_record(struct sheet *s)
{
    s->count = s->held_length = 0;
    s->trouble = SHEET_SOUND;
    s->is_blank = true;
    s->is_whole = s->is_in_record = s->skips = false;
}

/* A broken record ends with its line; the parser begins anew behind it. */
static void break_off(struct sheet *s)
{
    mark(s, csv_error(&s->parser) == CSV_EPARSE ? SHEET_QUOTES : SHEET_TOO_LONG);
    s->is_blank = false;
    s->skips = start_parser(s);
}

/* Bytes up to the end of the line, or of what there is. *is_line: the end of the line is among them. */
static size_t next_piece(const struct sheet *s, bool *is_line)
{
    const char *text = s->text + s->at;
    size_t left = s->length - s->at;
    const char *feed = memchr(text, '\n', left), *back = memchr(text, '\r', feed ? (size_t)(feed - text) : left);
    const char *end = back ? back : feed;
    *is_line = end != NULL;
    if (!end)
        return left;
    bool is_pair = end == back && end + 1 < text + left && end[1] == '\n';
    return (size_t)(end - text) + 1 + is_pair;
}

/* Whether the second half of a line's end may be still to come. */
static bool is_torn(const struct sheet *s, size_t length)
{
    return !s->is_over && length && s->at + length == s->length && s->text[s->length - 1] == '\r';
}

static void feed(struct sheet *s, size_t length, bool is_line)
{
    const char *text = s->text + s->at;
    if (!s->is_in_record)
        s->first_line = s->line;
    s->is_in_record = true;
    if (!s->skips && csv_parse(&s->parser, text, length, take_field, take_end, s) != length)
        break_off(s);
    if (s->skips && is_line)
        s->is_whole = true;
    else if (is_line && !s->is_whole && !s->parser.quoted)
        s->is_in_record = false; /* an empty line */
    s->line += is_line;
    s->at += length;
}

/* What has no line end behind it. */
static void feed_end(struct sheet *s)
{
    if (!s->skips && csv_fini(&s->parser, take_field, take_end, s) != 0)
        break_off(s);
    s->is_whole = true;
}

/* Whether it is still what it was when it was opened. */
static bool is_unchanged(const struct sheet *s, struct error *e)
{
    struct stat now;
    if (!S_ISREG(s->at_first.st_mode) || fstat(s->fd, &now) != 0 ||
        (now.st_size == s->at_first.st_size && now.st_mtim.tv_sec == s->at_first.st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == s->at_first.st_mtim.tv_nsec))
        return true;
    error_set(e, ERR_REFUSED, "the file can't be read", "it was changed while it was read");
    return error_hint(e, "wait until it is written, then try again");
}

/* One piece of the record at hand; *is_over at the end of the file. */
static bool go_on(struct sheet *s, bool *is_over, struct error *e)
{
    bool is_line;
    size_t length = next_piece(s, &is_line);
    if (length && !is_torn(s, length)) {
        feed(s, length, is_line);
        return true;
    }
    if (!s->is_over)
        return read_more(s, e);
    *is_over = true;
    if (s->is_in_record)
        feed_end(s);
    return is_unchanged(s, e);
}

bool sheet_read(struct sheet *s, struct sheet_record *record, struct error *e)
{
    bool is_over = false;
    error_clear(e);
    begin_record(s);
    while (!is_over && !(s->is_whole && !s->is_blank)) {
        if (s->is_whole)
            begin_record(s);
        if (!go_on(s, &is_over, e))
            return false;
    }
    if (!s->is_whole || s->is_blank)
        return false;
    *record =
        (struct sheet_record){ .line = s->first_line, .trouble = s->trouble, .fields = s->fields, .count = s->count };
    return true;
}

int64_t sheet_bytes_read(const struct sheet *s)
{
    return s->bytes;
}

int64_t sheet_bytes_all(const struct sheet *s)
{
    return S_ISREG(s->at_first.st_mode) ? s->at_first.st_size : 0;
}

char sheet_separator(const struct sheet *s)
{
    return s->separator;
}
