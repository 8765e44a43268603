/* The kinds of imports and their columns. */
#include "model/imports/kind.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/action_table.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS(c) .columns = (c), .column_count = sizeof(c) / sizeof *(c)

#define PHONE_SPELLINGS                                                                                                \
    "phone_number, nomor, no, telepon, no telepon, nomor telepon, telp, no telp, hp, no hp, nomor hp, handphone, "     \
    "ponsel, "                                                                                                         \
    "whatsapp, wa, no wa, nomor whatsapp, msisdn, mobile"
#define CUSTOMER_SPELLINGS                                                                                             \
    "phone_number, nomor, no, telepon, no telepon, nomor telepon, telp, no telp, hp, no hp, nomor hp, handphone, "     \
    "ponsel, msisdn"
#define MAC_SPELLINGS "mac_address, mac address, mac_addresses, alamat mac, perangkat"
#define ADDRESS_SPELLINGS "ip, ip_address, ip address, alamat ip"
#define PACKAGE_SPELLINGS "paket, plan, nama paket, package name, layanan"

enum {
    LONGEST_NAME = 100,
    LONGEST_LABEL = 100,
    LONGEST_SERVER = 100
};

static const struct import_column customers[] = {
    { .name = "phone",
      .also = PHONE_SPELLINGS,
      .help = N_("phone number, in any spelling"),
      .example = "0812-3456-7890",
      .type = IMPORT_PHONE,
      .is_required = true,
      .checked = N_("one customer has it, in whatever spelling") },
    { .name = "name",
      .also = "full_name, full name, nama, nama lengkap, pelanggan, customer, nama pelanggan",
      .help = N_("full name"),
      .example = "Budi Santoso",
      .type = IMPORT_TEXT,
      .is_required = true,
      .minimum = 2,
      .maximum = LONGEST_NAME },
    { .name = "block", .also = "blok", .help = N_("block"), .example = "A", .type = IMPORT_TEXT, .maximum = 10 },
    { .name = "room",
      .also = "kamar, no kamar, nomor kamar",
      .help = N_("room"),
      .example = "12",
      .type = IMPORT_TEXT,
      .maximum = 14 },
    { .name = "server",
      .also = "mikrotik_server_name, hotspot server, server hotspot",
      .help = N_("hotspot server; empty: the default"),
      .type = IMPORT_TEXT,
      .maximum = LONGEST_SERVER },
    { .name = "package",
      .also = PACKAGE_SPELLINGS,
      .help = N_("package whose quota, days and profile the customer begins with; empty: none"),
      .example = "10 GB",
      .type = IMPORT_TEXT,
      .maximum = LONGEST_NAME,
      .checked = N_("it is sold") },
    { .name = "quota",
      .also = "quota_mb, kuota, kuota mb, total_quota_purchased_mb, bought, dibeli, purchased",
      .help = N_("quota bought, in MB or like 10GB; empty: the package's"),
      .type = IMPORT_MB,
      .maximum = MOST_CMB / CMB_PER_MB },
    { .name = "used",
      .also = "used_mb, terpakai, total_quota_used_mb, pemakaian",
      .help = N_("quota used so far"),
      .type = IMPORT_PART_MB,
      .maximum = MOST_CMB / CMB_PER_MB },
    { .name = "expires",
      .also = "quota_expiry_date, expiry, expires_at, kedaluwarsa, kadaluarsa, masa berlaku, berlaku sampai, berakhir, "
              "expired",
      .help = N_("last day of the quota; empty: the package's days from now"),
      .type = IMPORT_TIME },
    { .name = "password",
      .also = "mikrotik_password, sandi, kata sandi, hotspot password",
      .help = N_("hotspot password; empty: six random digits"),
      .type = IMPORT_TEXT,
      .minimum = 4,
      .maximum = 64 },
    { .name = "mac",
      .also = MAC_SPELLINGS,
      .help = N_("MAC of the customer's device, which is let in"),
      .example = "AA:BB:CC:00:11:22",
      .type = IMPORT_MAC,
      .checked = N_("nobody else has it") },
    { .name = "address",
      .also = ADDRESS_SPELLINGS,
      .help = N_("last IP address of that device"),
      .type = IMPORT_ADDRESS },
    { .name = "label",
      .also = "label perangkat, device label",
      .help = N_("what that device is called"),
      .type = IMPORT_TEXT,
      .maximum = LONGEST_LABEL },
};

static const struct import_column devices[] = {
    { .name = "phone",
      .also = PHONE_SPELLINGS,
      .help = N_("phone number of the customer, in any spelling"),
      .example = "0812-3456-7890",
      .type = IMPORT_PHONE,
      .is_required = true,
      .checked = N_("a customer has it") },
    { .name = "mac",
      .also = MAC_SPELLINGS,
      .help = N_("MAC of the device"),
      .example = "AA:BB:CC:00:11:22",
      .type = IMPORT_MAC,
      .is_required = true,
      .checked = N_("nobody else has it") },
    { .name = "address",
      .also = ADDRESS_SPELLINGS,
      .help = N_("last IP address of the device"),
      .type = IMPORT_ADDRESS },
    { .name = "label",
      .also = "nama perangkat, keterangan, device",
      .help = N_("what the device is called"),
      .example = "HP Budi",
      .type = IMPORT_TEXT,
      .maximum = LONGEST_LABEL },
    { .name = "authorised",
      .also = "is_authorized, authorized, diizinkan, izin",
      .help = N_("whether it is let in; empty: yes"),
      .example = "yes",
      .type = IMPORT_YES },
};

static const struct import_column packages[] = {
    { .name = "name",
      .also = "nama, nama paket, package, paket, plan, name_plan",
      .help = N_("what customers see"),
      .example = "10 GB",
      .type = IMPORT_TEXT,
      .is_required = true,
      .minimum = 3,
      .maximum = LONGEST_NAME,
      .checked = N_("one package has it") },
    { .name = "price",
      .also = "price_rp, harga, harga rp",
      .help = N_("in rupiah: 200000, 200rb"),
      .example = "50rb",
      .type = IMPORT_RP,
      .is_required = true,
      .maximum = MOST_RP },
    { .name = "quota",
      .also = "quota_gb, kuota, kuota gb, data_quota_gb, gb",
      .help = N_("in GB, or like 512MB; 0: unlimited"),
      .example = "10",
      .type = IMPORT_GB,
      .is_required = true,
      .maximum = MOST_CMB / CMB_PER_GB },
    { .name = "days",
      .also = "hari, duration_days, masa aktif, durasi",
      .help = N_("how long it is valid from the purchase on"),
      .example = "30",
      .type = IMPORT_INT,
      .is_required = true,
      .minimum = 1,
      .maximum = 3650 },
    { .name = "profile",
      .also = "profil, profile_name, profil hotspot",
      .help = N_("hotspot profile; empty: the usual one"),
      .type = IMPORT_TEXT,
      .maximum = LONGEST_NAME,
      .checked = N_("there is such a profile") },
    { .name = "active",
      .also = "is_active, aktif, dijual, sold",
      .help = N_("whether it is sold; empty: yes"),
      .example = "yes",
      .type = IMPORT_YES },
};

static const char *const types[] = { "normal", "bulk", NULL };
static const struct import_column subscriptions[] = {
    { .name = "phone",
      .also = CUSTOMER_SPELLINGS,
      .help = N_("phone number of the customer, in any spelling"),
      .example = "0812-3456-7890",
      .type = IMPORT_PHONE,
      .is_required = true,
      .checked = N_("a customer has it") },
    { .name = "package",
      .also = PACKAGE_SPELLINGS,
      .help = N_("what is paid for each month"),
      .example = "10 GB",
      .type = IMPORT_TEXT,
      .is_required = true,
      .maximum = LONGEST_NAME,
      .checked = N_("it is sold") },
    { .name = "price",
      .also = "price_rp, harga",
      .help = N_("a month without tax, in rupiah; empty: the package's"),
      .example = "150rb",
      .type = IMPORT_RP,
      .minimum = 1,
      .maximum = MOST_RP },
    { .name = "brand",
      .also = "merek",
      .help = N_("in whose name it is invoiced; empty: the only one"),
      .type = IMPORT_TEXT,
      .maximum = LONGEST_NAME,
      .checked = N_("it is in the configuration") },
    { .name = "start",
      .also = "starts_on, mulai, tanggal mulai",
      .help = N_("its first day; empty: today"),
      .type = IMPORT_DAY },
    { .name = "due_day",
      .also = "due day, tanggal jatuh tempo, jatuh tempo",
      .help = N_("of the month, 31: its last day; empty: 10"),
      .example = "10",
      .type = IMPORT_INT,
      .minimum = 1,
      .maximum = 31 },
    { .name = "tax",
      .also = "tax_percent, pajak, ppn",
      .help = N_("percent, like 11 or 1.1; empty: the brand's"),
      .type = IMPORT_TEXT,
      .maximum = 6 },
    { .name = "vip", .also = "is_vip", .help = N_("yes: its invoices go before all others"), .type = IMPORT_YES },
    { .name = "type",
      .also = "tipe, jenis",
      .help = N_("bulk: its invoices go after all others"),
      .type = IMPORT_CHOICE,
      .choices = types },
    { .name = "email",
      .also = "e-mail, surel",
      .help = N_("where Xendit sends the invoice; empty: nowhere"),
      .type = IMPORT_TEXT,
      .maximum = 254 },
    { .name = "whatsapp",
      .also = "wa, no wa, nomor whatsapp, whatsapp tagihan",
      .help = N_("a number for the invoices; empty: the customer's phone"),
      .type = IMPORT_PHONE },
};

static const struct import_column balances[] = {
    { .name = "phone",
      .also = PHONE_SPELLINGS,
      .help = N_("phone number of the customer, in any spelling"),
      .example = "0812-3456-7890",
      .type = IMPORT_PHONE,
      .is_required = true,
      .checked = N_("a customer has it") },
    { .name = "amount",
      .also = "balance_rp, balance, saldo, jumlah, nominal, rupiah",
      .help = N_("rupiah put on the balance; with a - in front: taken from it"),
      .example = "50.000",
      .type = IMPORT_RP,
      .is_required = true,
      .minimum = -MOST_RP,
      .maximum = MOST_RP,
      .checked = N_("the balance does not go below zero") },
    { .name = "reason",
      .also = "alasan, keterangan, note, catatan",
      .help = N_("why; it stands in the ledger"),
      .example = "balance of the former system",
      .type = IMPORT_TEXT,
      .is_required = true,
      .minimum = 3,
      .maximum = LONGEST_NOTE },
};

static const struct import_column products[] = {
    { .name = "code",
      .also = "kode, kode produk, sku, product_code",
      .help = N_("2 to 32 letters, digits, - and _; small letters count as capital ones"),
      .example = "GAME10",
      .type = IMPORT_TEXT,
      .is_required = true,
      .minimum = 2,
      .maximum = 32,
      .checked = N_("one product has it") },
    { .name = "name",
      .also = "nama, nama produk, product, produk, product_name",
      .help = N_("what customers see"),
      .example = "Voucher game 10",
      .type = IMPORT_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_NAME },
    { .name = "price",
      .also = "price_rp, harga, harga rp",
      .help = N_("in rupiah: 200000, 200rb"),
      .example = "10rb",
      .type = IMPORT_RP,
      .is_required = true,
      .maximum = MOST_RP },
    { .name = "category",
      .also = "kategori, golongan",
      .help = N_("what it stands under"),
      .example = "games",
      .type = IMPORT_TEXT,
      .maximum = LONGEST_NAME },
    { .name = "terms",
      .also = "syarat, ketentuan",
      .help = N_("told with each that is sold"),
      .type = IMPORT_TEXT,
      .maximum = 900 },
    { .name = "description",
      .also = "deskripsi, keterangan",
      .help = N_("what customers read about it"),
      .type = IMPORT_TEXT,
      .maximum = 900 },
    { .name = "active",
      .also = "is_active, aktif, dijual",
      .help = N_("whether it is sold; empty: yes"),
      .type = IMPORT_YES },
};

static const struct import_column contents[] = {
    { .name = "product",
      .also = "code, kode, kode produk, product_code, produk, sku",
      .help = N_("code of the product that it goes into"),
      .example = "GAME10",
      .type = IMPORT_TEXT,
      .is_required = true,
      .maximum = 32,
      .checked = N_("there is such a product") },
    { .name = "content",
      .also = "isi, isi produk, contents, whole, voucher, akun",
      .help = N_("what the buyer gets: a code, an account, a link"),
      .example = "AB12-CD34-EF56",
      .type = IMPORT_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = 4000,
      .checked = N_("it is there once") },
};

static const struct import_kind kinds[] = {
    { .name = "customers",
      .label = N_("Customers"),
      .help = N_("customers, each with a device if you like"),
      .action = "imports.customers",
      .entity = "user",
      .table = "import_customers",
      .check = "import_customers_check",
      .plan = "import_customers_plan",
      .takes_existing = true,
      COLUMNS(customers) },
    { .name = "devices",
      .label = N_("Devices"),
      .help = N_("devices of customers who are there"),
      .action = "imports.devices",
      .entity = "device",
      .table = "import_devices",
      .check = "import_devices_check",
      .plan = "import_devices_plan",
      COLUMNS(devices) },
    { .name = "packages",
      .label = N_("Packages"),
      .help = N_("packages that are sold"),
      .action = "imports.packages",
      .entity = "package",
      .table = "import_packages",
      .check = "import_packages_check",
      .plan = "import_packages_plan",
      COLUMNS(packages) },
    { .name = "subscriptions",
      .label = N_("Subscriptions"),
      .help = N_("who is invoiced for what each month"),
      .action = "imports.subscriptions",
      .entity = "subscription",
      .table = "import_subscriptions",
      .check = "import_subscriptions_check",
      .plan = "import_subscriptions_plan",
      COLUMNS(subscriptions) },
    { .name = "balances",
      .label = N_("Balances"),
      .help = N_("what is put on balances, or taken from them, with a reason"),
      .action = "imports.balances",
      .entity = "user",
      .table = "import_balances",
      .check = "import_balances_check",
      .plan = "import_balances_plan",
      COLUMNS(balances) },
    { .name = "products",
      .label = N_("Products"),
      .help = N_("products of the shop"),
      .action = "imports.products",
      .entity = "product",
      .table = "import_products",
      .check = "import_products_check",
      .plan = "import_products_plan",
      COLUMNS(products) },
    { .name = "contents",
      .label = N_("Contents"),
      .help = N_("what is inside of products, to be sold"),
      .action = "imports.contents",
      .entity = "content",
      .table = "import_contents",
      .check = "import_contents_check",
      .plan = "import_contents_plan",
      COLUMNS(contents) },
};

const struct import_kind *import_kind_at(size_t i)
{
    return i < sizeof kinds / sizeof *kinds ? &kinds[i] : NULL;
}

const struct import_kind *import_kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

/* Small letters and digits alone; of what is longer the beginning. */
static void plain(char out[64], const char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length && n < 63; i++)
        if (isalnum((unsigned char)text[i]))
            out[n++] = (char)tolower((unsigned char)text[i]);
    out[n] = '\0';
}

static bool is_spelling(const char *wanted, const char *list)
{
    char one[64];
    while (list && *list) {
        size_t length = strcspn(list, ",");
        plain(one, list, length);
        if (strcmp(one, wanted) == 0)
            return true;
        list += length + (list[length] == ',');
    }
    return false;
}

const struct import_column *import_column_find(const struct import_kind *k, const char *header)
{
    char wanted[64];
    plain(wanted, header, strlen(header));
    for (size_t i = 0; *wanted && i < k->column_count; i++)
        if (is_spelling(wanted, k->columns[i].name) || is_spelling(wanted, k->columns[i].also))
            return &k->columns[i];
    return NULL;
}

const char *import_column_nearest(const struct import_kind *k, const char *header)
{
    const char *nearest = NULL;
    char wanted[64];
    int best = 3;
    plain(wanted, header, strlen(header));
    for (size_t i = 0; i < k->column_count; i++) {
        int d = text_distance(wanted, k->columns[i].name);
        if (d < best) {
            best = d;
            nearest = k->columns[i].name;
        }
    }
    return nearest;
}

static const struct {
    const char *name, *words;
} faults[] = {
    [FAULT_REQUIRED] = { "required", N_("a value is missing") },
    [FAULT_FORM] = { "form", N_("a value can't be read") },
    [FAULT_BOUNDS] = { "bounds", N_("a value is out of bounds") },
    [FAULT_FIELDS] = { "fields", N_("the line has too few or too many fields") },
    [FAULT_QUOTES] = { "quotes", N_("quotes are not closed or not doubled") },
    [FAULT_LONG] = { "long", N_("the line is too long") },
    [FAULT_NUL] = { "nul", N_("the line holds a zero byte") },
    [FAULT_ENCODING] = { "encoding", N_("the line is not UTF-8") },
    [FAULT_TWICE] = { "twice", N_("two lines say the same") },
    [FAULT_UNKNOWN] = { "unknown", N_("it names what is not there") },
    [FAULT_TAKEN] = { "taken", N_("it is somebody else's") },
    [FAULT_RULE] = { "rule", N_("a rule stands against it") },
};

const char *import_fault_name(enum import_fault f)
{
    return faults[f].name;
}

const char *import_fault_words(const char *name)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (strcmp(faults[i].name, name) == 0)
            return faults[i].words;
    return name;
}

static void put_example(struct strbuf *b, const char *text)
{
    bool is_quoted = text && strpbrk(text, ",\"") != NULL;
    strbuf_printf(b, is_quoted ? "\"%s\"" : "%s", text ? text : "");
}

const char *import_template(struct arena *a, const struct import_kind *k)
{
    struct strbuf b = { .arena = a };
    for (size_t i = 0; i < k->column_count; i++)
        strbuf_printf(&b, "%s%s", i ? "," : "", k->columns[i].name);
    strbuf_add(&b, "\r\n");
    for (size_t i = 0; i < k->column_count; i++) {
        strbuf_add(&b, i ? "," : "");
        put_example(&b, k->columns[i].example);
    }
    strbuf_add(&b, "\r\n");
    return strbuf_text(&b);
}
