"""The exports of a Jelantik biller, as its own code writes them, with what is true of them: who was cut off, who shares a number,
whose line is live though suspended, which invoices have no link and so stand in no file."""

import csv
import datetime
import os
import zipfile
from xml.sax.saxutils import escape

CUSTOMER_HEAD = ["id", "no_ktp", "nama", "alamat", "alamat_custom", "alamat_2", "tgl_instalasi", "blok", "unit", "no_telp", "email", "id_brand", "layanan",
                 "brand_default", "created_at", "updated_at", "mikrotik_server_id"]
SUB_HEAD = ["Nama Pelanggan", "Email Pelanggan", "Paket Layanan", "Status", "Metode Pembayaran", "Harga", "Tgl Jatuh Tempo", "Tgl Invoice Terakhir"]
LINE_HEAD = ["Nama Pelanggan", "Email Pelanggan", "ID Pelanggan (PPPoE)", "IP Pelanggan", "Profile PPPoE", "VLAN", "Nama Mikrotik Server", "Kode ODP", "Port ODP",
             "OLT Custom", "PON", "OTB", "ODC", "ONU Power (dBm)", "Serial Number"]
BILL_HEAD = ["ID Invoice", "Nomor Invoice", "Nama Pelanggan", "ID Pelanggan", "Alamat Pelanggan", "Total Harga", "Status Invoice", "Tanggal Invoice",
             "Tanggal Jatuh Tempo", "Payment Link", "Email", "No. Telepon", "Brand"]
PRICES = {"Home 10 Mbps": 150000, "Home 20 Mbps": 200000, "Bisnis 50 Mbps": 450000}
TAX = 11


def total(price):
    return price + (price * TAX + 50) // 100


class Biller:
    def __init__(self, count=40, today=None):
        self.today = today or datetime.date.today()
        self.due = self.today.replace(day=1)
        self.customers, self.subs, self.lines, self.bills = [], [], [], []
        for n in range(1, count + 1):
            self.add(n)

    def add(self, n, **other):
        email = f"pelanggan{n}@jelantik.net"
        package = list(PRICES)[n % 3]
        suspended, stopped = n % 10 == 3, n % 20 == 7
        c = dict(zip(CUSTOMER_HEAD, [n, f"317{n:013d}", f"Pelanggan Nomor {n}", "Perum Waringin", "", "null", "2024-03-01", "A", str(n), f"0812 55{n:06d}", email, "ajn-01",
                                     "Internet", "JAKINET", "2024-03-01 10:00:00", "2025-11-01 08:00:00", 1]))
        c.update(other)
        status = "Berhenti" if stopped else "Suspended" if suspended else "Aktif"
        prorate = n % 7 == 0
        first = f"{total(PRICES[package]) / (2 if prorate else 1):.2f}"
        self.customers.append(c)
        self.subs.append(dict(zip(SUB_HEAD, [c["nama"], c["email"], package, status, "Prorate" if prorate else "Otomatis", first, self.due, self.due])))
        self.lines.append(dict(zip(LINE_HEAD, [c["nama"], c["email"], f"waringin {n}" if n % 5 == 0 else f"WRG-{n:05d}", f"10.20.{n // 250}.{n % 250 + 1}", f"{package.split()[1]}Mbps-a", "100",
                                               "MKT-MAIN", "ODP-1", n % 16, "", 1, 1, 1, -20, f"ZTEG{n:08d}"])))
        if n % 2 == 1:
            self.bill(c, self.lines[-1], package, "Kadaluarsa" if suspended else "Belum Dibayar" if n % 4 == 1 else "Lunas")
        return c

    def bill(self, c, line, package, status, amount=None, link=True, number=None):
        name = "".join(x for x in c["nama"] if x.isalnum()).upper()
        number = number or f"JAKINET/ftth/{name}/{self.due:%B}-{self.due.year}/PERUMWARINGIN/{line['ID Pelanggan (PPPoE)'][-3:]}".replace(f"{self.due:%B}", f"{self.due:%B}".upper())
        self.bills.append((link, dict(zip(BILL_HEAD, [len(self.bills) + 1, number, c["nama"], line["ID Pelanggan (PPPoE)"], c["alamat"],
                                                      total(PRICES[package]) if amount is None else amount, status, self.due - datetime.timedelta(days=9), self.due,
                                                      "https://checkout.xendit.co/web/1", c["email"], c["no_telp"], "JAKINET"]))))

    # --- what its screens show ---

    def screens(self):
        unpaid = [b for _, b in self.bills if b["Status Invoice"] != "Lunas"]
        return {"customers": len(self.customers), "subscriptions": len(self.subs), "lines": len(self.lines), "unpaid": len(unpaid),
                "unpaid_rp": int(sum(b["Total Harga"] for b in unpaid))}

    # --- what it exports ---

    def export(self, folder, limit=5000, line_limit=1000):
        os.makedirs(folder, exist_ok=True)
        self.table(folder, "export_pelanggan.csv", CUSTOMER_HEAD, list(reversed(self.customers))[:limit])
        self.table(folder, "export_langganan.csv", SUB_HEAD, list(reversed(self.subs)))
        self.table(folder, "export_data_teknis.csv", LINE_HEAD, list(reversed(self.lines))[:line_limit])
        workbook(os.path.join(folder, "payment_links.xlsx"), "Payment Links Invoice", [BILL_HEAD] + [[b[h] for h in BILL_HEAD] for link, b in self.bills if link])

    @staticmethod
    def table(folder, name, head, rows):
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as f:
            f.write("\ufeff")
            w = csv.DictWriter(f, head)
            w.writeheader()
            w.writerows(rows)


def workbook(path, sheet, rows):
    """As openpyxl writes it: texts in a table of their own, floats as they are."""
    texts, cells = {}, []
    for y, row in enumerate(rows, 1):
        cells.append(f'<row r="{y}">')
        for x, value in enumerate(row):
            at = (chr(64 + x // 26) if x >= 26 else "") + chr(65 + x % 26) + str(y)
            if isinstance(value, (int, float)):
                cells.append(f'<c r="{at}"><v>{value}</v></c>')
            elif value is not None:
                n = texts.setdefault(str(value), len(texts))
                cells.append(f'<c r="{at}" t="s"><v>{n}</v></c>')
        cells.append("</row>")
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("xl/workbook.xml", f'<workbook {main}><sheets><sheet name="{sheet}" sheetId="1"/></sheets></workbook>')
        z.writestr("xl/worksheets/sheet1.xml", f"<worksheet {main}><sheetData>{''.join(cells)}</sheetData></worksheet>")
        z.writestr("xl/sharedStrings.xml", f"<sst {main}>{''.join(f'<si><t>{escape(t)}</t></si>' for t in texts)}</sst>")
