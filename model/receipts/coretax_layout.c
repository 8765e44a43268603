/* DJP's template of tax invoices, by its versions. */
#include "model/receipts/coretax_layout.h"

#include <string.h>

/* 04: another tax base (DPP nilai lain), as all normal sales have since 2025. BuyerAdress is spelt so. B: a service;
 * 000000: of no kind that has a number; UM.0024: month. */
static const struct coretax_element invoice_1_4[] = {
    { "TaxInvoiceDate", CORETAX_DATE, NULL },
    { "TaxInvoiceOpt", CORETAX_FIXED, "Normal" },
    { "TrxCode", CORETAX_FIXED, "04" },
    { "AddInfo", CORETAX_FIXED, "" },
    { "CustomDoc", CORETAX_FIXED, "" },
    { "CustomDocMonthYear", CORETAX_FIXED, "" },
    { "RefDesc", CORETAX_NUMBER, NULL },
    { "FacilityStamp", CORETAX_FIXED, "" },
    { "SellerIDTKU", CORETAX_SELLER_TKU, NULL },
    { "BuyerTin", CORETAX_BUYER_TIN, NULL },
    { "BuyerDocument", CORETAX_BUYER_DOCUMENT, NULL },
    { "BuyerCountry", CORETAX_FIXED, "IDN" },
    { "BuyerDocumentNumber", CORETAX_BUYER_NUMBER, NULL },
    { "BuyerName", CORETAX_BUYER_NAME, NULL },
    { "BuyerAdress", CORETAX_BUYER_ADDRESS, NULL },
    { "BuyerEmail", CORETAX_BUYER_EMAIL, NULL },
    { "BuyerIDTKU", CORETAX_BUYER_TKU, NULL },
    { NULL, CORETAX_FIXED, NULL },
};
static const struct coretax_element item_1_4[] = {
    { "Opt", CORETAX_FIXED, "B" },
    { "Code", CORETAX_FIXED, "000000" },
    { "Name", CORETAX_ITEM, NULL },
    { "Unit", CORETAX_FIXED, "UM.0024" },
    { "Price", CORETAX_PRICE, NULL },
    { "Qty", CORETAX_FIXED, "1" },
    { "TotalDiscount", CORETAX_DISCOUNT, NULL },
    { "TaxBase", CORETAX_BASE, NULL },
    { "OtherTaxBase", CORETAX_DPP, NULL },
    { "VATRate", CORETAX_FIXED, "12" },
    { "VAT", CORETAX_TAX, NULL },
    { "STLGRate", CORETAX_FIXED, "0" },
    { "STLG", CORETAX_FIXED, "0" },
    { NULL, CORETAX_FIXED, NULL },
};

/* The newest first. */
static const struct coretax_layout layouts[] = {
    { "1.4", invoice_1_4, item_1_4, 1000 },
};

const struct coretax_layout *coretax_layout_find(const char *version)
{
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (!version || strcmp(layouts[i].version, version) == 0)
            return &layouts[i];
    return NULL;
}
