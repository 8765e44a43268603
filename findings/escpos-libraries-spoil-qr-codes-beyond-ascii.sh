#!/usr/bin/env bash
# Three ESC/POS libraries print three wrong QR codes for one text that is not ASCII
#
# Versions   node-thermal-printer 4.6.1, @point-of-sale/receipt-printer-encoder 4.0.1, escpos-buffer 4.1.0 (npm).
# Guess      A QR code's data leaves as UTF-8 and its length counts bytes, as scanners expect; an unsupported character
#            would be refused.
# Instead    For "Kafé Ж" (6 characters, 8 bytes of UTF-8) none stores the text and none complains:
#            node-thermal-printer writes UTF-8 but counts characters, so the printer takes 6 of the 8 bytes into the
#            code and prints the other 2 as text; receipt-printer-encoder stores Latin-1 with "?" for the rest;
#            escpos-buffer stores the low byte of each UTF-16 unit, so Ж becomes control character 16.
# Seen       node-thermal-printer     code 4b6166c3a920  printed as text d096
#            receipt-printer-encoder  code 4b6166e9203f  printed as text -
#            escpos-buffer            code 4b6166e92016  printed as text -
# Means      Keep printed QR codes to ASCII (percent-encode links), or build GS ( k yourself with the count of bytes.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
    node-thermal-printer@4.6.1 @point-of-sale/receipt-printer-encoder@4.0.1 escpos-buffer@4.1.0

cat >"$work/print.js" <<'JS'
const text = "Kafé Ж";
// Reads a stream as a printer does: GS ( k pL pH takes that many bytes, function 80 (0x50) stores the code's data and
// function 81 prints it; what follows a store up to the next command would be printed as text.
function heard(name, bytes) {
    const b = Buffer.from(bytes);
    for (let i = 0; i < b.length; ) {
        if (b[i] !== 0x1d || b[i + 1] !== 0x28 || b[i + 2] !== 0x6b) { i++; continue; }
        const end = i + 5 + b[i + 3] + 256 * b[i + 4];
        if (b[i + 6] === 0x50) {
            const rest = b.subarray(end, b.indexOf(0x1d, end));
            console.log(`${name} code ${b.subarray(i + 8, end).toString("hex")} text ${rest.toString("hex") || "-"}`);
        }
        i = end;
    }
}
(async () => {
    const { ThermalPrinter, PrinterTypes } = require("node-thermal-printer");
    const thermal = new ThermalPrinter({ type: PrinterTypes.EPSON, interface: "tcp://127.0.0.1:9" });
    thermal.printQR(text);
    heard("node-thermal-printer", thermal.getBuffer());
    const encoder = require("@point-of-sale/receipt-printer-encoder");
    const Encoder = encoder.default || encoder;
    heard("receipt-printer-encoder", new Encoder({ language: "esc-pos" }).initialize().qrcode(text).encode());
    const { Printer, InMemory } = require("escpos-buffer");
    const memory = new InMemory();
    const printer = await Printer.CONNECT("TM-T20", memory);
    await printer.qrcode(text);
    heard("escpos-buffer", memory.buffer());
})();
JS
timeout 30 node "$work/print.js" | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
node-thermal-printer code 4b6166c3a920 text d096
receipt-printer-encoder code 4b6166e9203f text -
escpos-buffer code 4b6166e92016 text -
SEEN
echo "As stated: the text is $(printf 'Kafé Ж' | od -An -tx1 | tr -d ' \n') in UTF-8."
