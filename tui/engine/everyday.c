/* Everyday words for commands and actions. */
#include "tui/engine/everyday.h"

#include "tui/widgets/fuzzy.h"

#include <string.h>
#include <strings.h>

const struct everyday everyday[] = {
    { "users.add", "tambah baru daftar pelanggan pengguna buat new customer register create" },
    { "show.password", "kata sandi lihat tampilkan password pin reveal" },
    { "users.note", "catatan catat tulis tindak lanjut ingat remark remember follow" },
    { "users.edit", "ubah ganti nama nomor hp alamat kamar rename change correct" },
    { "users.approve", "setujui terima pendaftaran registrasi izinkan accept registration" },
    { "users.reject", "tolak pendaftaran registrasi refuse deny" },
    { "users.deactivate", "nonaktifkan matikan cuti pause disable off" },
    { "users.activate", "aktifkan hidupkan kembali enable on" },
    { "users.set_role", "peran komandan role user" },
    { "users.new_password", "kata sandi password baru lupa pin reset" },
    { "users.reset_login", "login ulang masuk perangkat token sesi logout" },
    { "users.delete", "hapus buang pelanggan remove" },
    { "users.block", "blokir tutup putus isolir stop ban cut" },
    { "users.unblock", "buka lepas aktifkan open allow restore" },
    { "users.sync", "sinkron samakan router perbaiki repair" },
    { "notices.broadcast", "siaran kirim pesan umumkan pengumuman massal send text announce tell whatsapp telegram" },
    { "notices.set_language", "bahasa pesan inggris indonesia language english" },
    { "broadcasts.stop", "hentikan siaran tahan stop halt" },
    { "broadcasts.resume", "lanjutkan siaran teruskan continue" },
    { "users.kick", "putus tendang keluarkan logout disconnect online sesi" },
    { "users.claim", "ambil alih portal take" },
    { "quota.inject", "tambah kuota isi data gb bonus give add" },
    { "quota.set_bought", "koreksi kuota dibeli angka correct bought" },
    { "quota.set_used", "koreksi kuota terpakai pemakaian angka correct used" },
    { "quota.add_days", "tambah hari masa aktif perpanjang kurangi extend days" },
    { "quota.reset", "nolkan kuota ulang zero pemakaian" },
    { "quota.reset_with_debt", "insiden kuota utang incident" },
    { "quota.count_offset", "ofset kuota portal" },
    { "quota.set_expiry", "masa berlaku aktif perpanjang tanggal kedaluwarsa extend valid" },
    { "quota.set_unlimited", "tanpa batas bebas unlimited" },
    { "quota.revoke_unlimited", "cabut tanpa batas bebas unlimited" },
    { "quota.set_package", "ganti paket pindah profil voucher voucer kuota plan change" },
    { "debts.set", "ganti utang hutang tunggakan replace" },
    { "debts.add", "tambah catat utang hutang bon kasbon owe" },
    { "debts.edit", "ubah utang hutang catatan" },
    { "debts.settle", "lunas lunasi bayar utang hutang tunai cash pay paid" },
    { "debts.settle_oldest", "cicil bayar lunas utang hutang sebagian part" },
    { "debts.settle_all", "lunas lunasi semua utang hutang bayar pay paid" },
    { "debts.write_off", "hapus buku maafkan ikhlaskan putihkan utang hutang forgive" },
    { "payments.sell", "jual bayar beli paket voucher voucer kuota qris gopay va pay buy package charge" },
    { "payments.settle_debt", "bayar tagih utang hutang tunggakan qris pay owe" },
    { "payments.topup", "isi saldo deposit setor top balance" },
    { "payments.refresh", "cek periksa lunas bayar check status" },
    { "payments.cancel", "batal tagihan qris withdraw void" },
    { "payments.expire", "akhiri kedaluwarsa tagihan" },
    { "payments.apply_late", "terlambat telat terima late accept" },
    { "payments.refund_note", "kembalikan uang refund pengembalian money" },
    { "payments.reverse", "batal batalkan kembalikan uang tunai salah void undo refund" },
    { "payments.correct_balance", "koreksi perbaiki saldo deposit adjust fix" },
    { "incidents.acknowledge", "tangani ambil insiden masalah acknowledge ack handle" },
    { "incidents.snooze", "tunda nanti insiden masalah later hide" },
    { "incidents.assign", "tugaskan serahkan insiden masalah delegate hand" },
    { "incidents.reopen", "buka lagi insiden masalah open" },
    { "backups.make", "cadangkan backup cadangan simpan dump" },
    { "backups.drill", "uji latihan pulihkan cadangan restore" },
    { "findings.repair", "perbaiki betulkan temuan rusak fix mend integrity" },
    { "balances.transfer", "pindah kirim saldo deposit antar pelanggan move send" },
    { "till.open", "buka kas laci kasir uang modal shift cash drawer" },
    { "till.close", "tutup kas laci kasir hitung setor selisih shift cash drawer count" },
    { "payments.resend", "kirim ulang pesan tagihan whatsapp wa send again" },
    { "subscriptions.add", "langganan bulanan wifi rumah monthly" },
    { "subscriptions.edit", "ubah langganan harga pajak" },
    { "subscriptions.pause", "jeda langganan cuti" },
    { "subscriptions.resume", "lanjutkan langganan" },
    { "subscriptions.end", "berhenti langganan putus stop" },
    { "orders.create", "pesan pesanan beli jual toko voucher voucer pulsa produk shop cart" },
    { "orders.cancel", "batal batalkan pesanan void" },
    { "orders.refund", "kembalikan uang pesanan retur money back" },
    { "orders.restock", "kembalikan stok barang return goods" },
    { "orders.deliver_again", "kirim ulang barang isi kode resend goods" },
    { "orders.show_goods", "lihat isi barang kode pesanan reveal" },
    { "coupons.create", "tambah buat kupon baru diskon promo voucher new discount" },
    { "coupons.edit", "ubah kupon diskon promo change" },
    { "coupons.end", "akhiri hentikan kupon stop promo" },
    { "sellers.create", "tambah buat agen penjual pengecer reseller kios baru agent new" },
    { "sellers.edit", "ubah agen penjual diskon komisi batas agent change terms" },
    { "sellers.set_price", "harga khusus agen penjual grosir agent wholesale" },
    { "sellers.buy", "agen penjual kulakan ambil voucher agent stock up" },
    { "sellers.pay_commission", "cairkan komisi agen penjual agent bonus" },
    { "sellers.end", "akhiri hentikan agen penjual agent stop" },
    { "sellers.resume", "aktifkan lagi agen penjual agent again" },
    { "shop.import", "pindah toko bot telegram pindahkan migrate" },
    { "shop.undo_import", "batalkan toko bot" },
    { "imports.read", "pindah biller jelantik pindahkan pelanggan migrate switch" },
    { "imports.answer", "jawab impor pertanyaan" },
    { "imports.apply", "tulis impor pelanggan biller" },
    { "imports.undo", "batalkan impor" },
    { "stock.add", "tambah buat produk barang baru toko new create" },
    { "stock.edit", "ubah harga produk barang toko price change" },
    { "stock.withdraw", "tarik hentikan jual produk barang hide" },
    { "stock.offer", "jual lagi produk barang sell again" },
    { "stock.remove", "hapus produk barang delete" },
    { "contents.add", "tambah isi stok kode restock fill goods" },
    { "contents.show", "lihat isi stok kode reveal goods" },
    { "contents.remove", "hapus buang isi stok kode delete goods" },
    { "debts.advance", "dulu bon kasbon paket kredit advance owe later" },
    { "packages.add", "tambah buat paket baru voucher harga new plan create" },
    { "packages.edit", "ubah ganti harga paket price change plan" },
    { "packages.withdraw", "tarik hentikan jual paket stop selling hide" },
    { "packages.offer", "jual lagi paket tawarkan sell again" },
    { "packages.remove", "hapus paket delete" },
    { "profiles.add", "tambah buat profil kecepatan limit speed rate new" },
    { "profiles.edit", "ubah profil kecepatan limit bandwidth speed rate" },
    { "profiles.push", "kirim terapkan profil kecepatan router mikrotik apply send speed" },
    { "profiles.remove", "hapus profil delete" },
    { "receipts.print", "cetak kuitansi kwitansi nota struk printer paper copy salinan" },
    { "payments.print_receipt", "cetak kuitansi kwitansi nota struk printer paper copy salinan" },
    { "invoices.print_receipt", "cetak kuitansi kwitansi nota struk printer paper copy salinan" },
    { "receipts.send", "kirim kuitansi kwitansi nota struk whatsapp telegram wa" },
    { "payments.send_receipt", "kirim kuitansi kwitansi nota struk whatsapp telegram wa" },
    { "invoices.send_receipt", "kirim kuitansi kwitansi nota struk whatsapp telegram wa" },
    { "users.tax_identity", "npwp nik pajak faktur coretax identitas tax" },
    { "invoices.generate", "buat tagihan bulanan invoice bill" },
    { "invoices.resend", "kirim ulang tagihan tautan link whatsapp wa" },
    { "invoices.refresh", "cek tagihan lunas check" },
    { "invoices.cancel", "batal tagihan void" },
    { "invoices.pay", "bayar lunas tunai transfer tagihan cash counter loket" },
    { "invoices.mark_paid", "lunas bayar tunai tandai tagihan cash pay transfer" },
    { "queue.retry", "coba lagi antrean kirim" },
    { "queue.pause", "jeda antrean stop" },
    { "queue.resume", "lanjutkan antrean" },
    { "devices.authorise", "izinkan perangkat hp laptop mac allow" },
    { "devices.refuse", "tolak perangkat hp laptop mac deny" },
    { "requests.approve", "setujui permintaan komandan beri minta grant accept" },
    { "requests.reject", "tolak permintaan komandan minta decline" },
    { "changes.approve", "setujui ubah data nama blok kamar pemutakhiran update accept" },
    { "changes.reject", "tolak ubah data nama blok kamar pemutakhiran decline" },
    { "pane.requests", "permintaan komandan minta ask" },
    { "pane.changes", "pemutakhiran perubahan data nama blok kamar update" },
    { "devices.add", "tambah daftarkan perangkat hp laptop mac phone register" },
    { "devices.replace", "ganti hp baru perangkat laptop mac new phone swap" },
    { "devices.take_over", "ambil alih perangkat hp asing tak dikenal unknown host adopt" },
    { "devices.label", "nama label perangkat hp rename call" },
    { "devices.remove", "hapus lepas perangkat hp laptop mac delete" },
    { "sessions.kick", "putus tendang sesi online disconnect logout" },
    { "drift.mend", "perbaiki penyimpangan beda repair fix" },
    { "routers.reconcile", "cek bandingkan router rekonsiliasi compare check" },
    { "routers.claim", "ambil alih portal" },
    { "templates.print", "cetak cepat quick template pola voucher" },
    { "lots.retry", "ulang pasang kirim lot router lagi" },
    { "lots.change", "ubah profil server lot" },
    { "lots.remove", "hapus batal lot gagal" },
    { "lots.print", "cetak lembar kertas print sheet paper pdf tiket" },
    { "vouchers.print", "cetak lembar kertas print sheet paper pdf tiket" },
    { "vouchers.sell", "jual voucher voucer tunai sell cash" },
    { "vouchers.return", "kembalikan voucher voucer retur uang" },
    { "vouchers.block", "blokir voucher voucer tutup" },
    { "vouchers.unblock", "buka blokir voucher voucer" },
    { "routers.lines", "pppoe secret ikuti baca" },
    { "lines.add", "pppoe secret pelanggan baru" },
    { "lines.take", "ambil alih pppoe secret" },
    { "lines.leave", "lepas pppoe secret" },
    { "lines.change", "ubah pppoe profil alamat mac pemilik" },
    { "lines.isolate", "isolir pppoe blokir suspend" },
    { "lines.release", "buka isolir pppoe" },
    { "lines.kick", "putus pppoe sesi dial ulang" },
    { "lines.put", "tulis pppoe ke router" },
    { "lines.adopt", "terima pppoe dari router" },
    { "lines.remove", "hapus pppoe secret berhenti langganan delete" },
    { "vouchers.generate", "buat cetak voucher voucer kode baru generate print new codes" },
    { "takeover.look", "mikhmon voucher ambil alih pindah migrasi baca router migrate read" },
    { "takeover.apply", "ambil alih mikhmon voucher pindah migrasi migrate" },
    { "takeover.undo", "kembalikan batalkan mikhmon" },
    { "takeover.confirm", "tetapkan mikhmon selesai" },
    { "takeover.answer", "jawab harga mikhmon" },
    { "jobs.run", "jalankan pekerjaan sekarang now" },
    { "outbox.retry", "coba lagi kirim" },
    { "audit.undo", "batalkan kembalikan urungkan revert" },
    { "settings.set", "atur ubah pengaturan setelan config" },
    { "pane.home", "beranda awal ringkasan pendapatan hari ini dashboard overview start income" },
    { "pane.users", "pelanggan pengguna customer orang member" },
    { "pane.quota", "kuota sisa pemakaian data gb usage" },
    { "pane.debts", "utang hutang tunggakan menunggak owe bon" },
    { "pane.payments", "bayar pembayaran tagihan lunas transaksi uang qris money transaction" },
    { "pane.incidents", "insiden masalah gangguan salah rusak alarm problem alert trouble wrong" },
    { "pane.tickets", "tiket keluhan tugas tindak lanjut aduan complaint todo" },
    { "tickets.open", "tiket keluhan aduan catat complaint" },
    { "tickets.note", "tiket catatan" },
    { "tickets.assign", "tiket tugaskan serahkan" },
    { "tickets.follow_up", "tiket tindak lanjut nanti tunda later remind" },
    { "tickets.close", "tiket tutup selesai beres hasil solved done" },
    { "tickets.reopen", "tiket buka lagi" },
    { "pane.backups", "cadangan backup pemulihan restore dump" },
    { "pane.findings", "temuan rusak pemeriksaan integritas integrity check damage" },
    { "pane.deposits", "saldo setoran isi" },
    { "pane.inbox", "notifikasi kotak masuk callback webhook" },
    { "pane.invoices", "tagihan bulanan lunas jatuh tempo bill" },
    { "pane.notices", "pesan kabar terkirim pemberitahuan whatsapp telegram sms message sent" },
    { "pane.broadcasts", "siaran pengumuman massal announce" },
    { "pane.orders", "pesanan order toko belanja shop" },
    { "pane.coupons", "kupon diskon promo potongan discount" },
    { "pane.sellers", "agen penjual pengecer reseller kios agent" },
    { "pane.seller_sales", "laporan agen penjual bulan omzet margin agent report" },
    { "pane.shop_imports", "toko bot telegram" },
    { "pane.imports", "impor biller jelantik pindah migrate" },
    { "pane.import_questions", "pertanyaan impor tanya" },
    { "pane.import_rows", "baris impor" },
    { "pane.stock", "stok produk barang toko shop goods" },
    { "pane.contents", "isi produk kode stok goods" },
    { "pane.packages", "paket harga daftar produk voucher plan price list" },
    { "pane.profiles", "profil kecepatan bandwidth limit speed rate" },
    { "pane.subscriptions", "langganan bulanan monthly" },
    { "pane.till", "kas laci kasir shift setoran uang cash drawer" },
    { "pane.receipts", "kwitansi kuitansi nota bukti receipt" },
    { "pane.queue", "antrean kirim xendit" },
    { "pane.routers", "router mikrotik" },
    { "pane.templates", "cetak cepat quick template pola" },
    { "pane.lots", "voucher voucer lot kode cetak" },
    { "pane.voucher_days", "laporan penjualan voucher voucer penjual komisi report" },
    { "pane.vouchers", "voucher voucer kode lot" },
    { "pane.lines", "pppoe secret pelanggan rumah jalur" },
    { "pane.takeovers", "mikhmon voucher ambil alih pindah migrasi migrate" },
    { "pane.mikhmon_vouchers", "voucher kode mikhmon sisa code" },
    { "pane.mikhmon_sales", "penjualan voucher mikhmon laporan omzet report" },
    { "pane.questions", "pertanyaan tanya mikhmon harga" },
    { "pane.drift", "penyimpangan beda difference" },
    { "pane.sessions", "online sesi aktif tersambung connected live" },
    { "pane.devices", "perangkat hp laptop mac phone" },
    { "pane.jobs", "pekerjaan jadwal cron schedule" },
    { "pane.runs", "pekerjaan riwayat hasil jadwal history log" },
    { "pane.workers", "worker proses utas thread host layanan daemon" },
    { "pane.outbox", "efek tertunda gagal pending" },
    { "pane.audit", "audit riwayat log history siapa" },
    { "pane.settings", "pengaturan setelan config options" },
    { "filter.edit", "cari saring find search" },
    { "filter.saved", "saringan tersimpan favorit" },
    { "search.open", "cari telepon hp nama find" },
    { "sort.choose", "urut urutkan order" },
    { "columns.choose", "kolom" },
    { "list.export", "ekspor simpan excel xlsx csv save download laporan report" },
    { "import.open", "impor unggah masukkan csv excel berkas file upload load bulk massal" },
    { "list.sums", "jumlah total hitung" },
    { "copy.text", "salin clipboard" },
    { "undo.last", "batal urungkan revert" },
    { "help.open", "bantuan tolong tombol keys" },
    { "message.log", "pesan catatan" },
    { "theme.next", "tema warna colour color gelap terang dark light" },
    { "refresh.now", "segarkan muat ulang reload" },
    { "open.timeline", "linimasa riwayat history" },
    { "open.sides", "bandingkan compare" },
    { "open.ping", "ping tes koneksi sinyal lambat reach" },
    { "diagnosis.mend", "diagnosa diagnosis" },
    { "open.user", "pelanggan" },
    { "app.quit", "keluar exit tutup" },
    { NULL, NULL },
};

/* The one that a word of the pattern begins, and how well. */
static int score_word(const char *pattern, size_t length, const char *words)
{
    int best = FUZZY_NONE;
    for (const char *at = words; *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        char word[64];
        if (n >= length && n < sizeof word && strncasecmp(at, pattern, length) == 0) {
            char typed[64];
            memcpy(word, at, n);
            word[n] = '\0';
            memcpy(typed, pattern, length);
            typed[length] = '\0';
            int points = fuzzy_score(typed, word);
            best = points > best ? points : best;
        }
        at += n;
    }
    return best;
}

static const struct everyday *find(const char *name)
{
    const struct everyday *e = everyday;
    while (e->name && strcmp(e->name, name) != 0)
        e++;
    return e;
}

bool everyday_has(const char *word, const char *name)
{
    const char *words = find(name)->words;
    size_t length = strlen(word);
    for (const char *at = words; at && *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        if (n == length && strncasecmp(at, word, length) == 0)
            return true;
        at += n;
    }
    return false;
}

int everyday_score(const char *pattern, const char *name)
{
    const struct everyday *e = find(name);
    int total = 0;
    if (!e->name || !pattern[strspn(pattern, " ")])
        return FUZZY_NONE;
    for (const char *at = pattern + strspn(pattern, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        int points = score_word(at, length, e->words);
        if (points == FUZZY_NONE)
            return FUZZY_NONE;
        total += points;
        at += length;
    }
    return total;
}
