"""RouterOS API sentences as text: every character is one byte (latin-1), so that nothing is decoded twice."""

WORD_LIMIT = 1 << 20  # of what a client may send


class BadStream(Exception):
    """What came can't be a sentence."""


def length_prefix(length):
    if length < 0x80:
        return chr(length)
    if length < 0x4000:
        return chr(0x80 | length >> 8) + chr(length & 0xFF)
    if length < 0x200000:
        return chr(0xC0 | length >> 16) + chr(length >> 8 & 0xFF) + chr(length & 0xFF)
    if length < 0x10000000:
        return chr(0xE0 | length >> 24) + length.to_bytes(4, "big")[1:].decode("latin-1")
    return "\xf0" + length.to_bytes(4, "big").decode("latin-1")


def word(text):
    length = len(text)
    return chr(length) + text if length < 0x80 else length_prefix(length) + text


def sentence(*words):
    return "".join(map(word, words)) + "\0"


class Reader:
    """Cuts sentences out of a stream that comes in any pieces."""

    def __init__(self):
        self.rest = ""
        self.words = []

    def feed(self, data):
        """The sentences, lists of words, that data completes."""
        buffer = self.rest + data.decode("latin-1")
        size = len(buffer)
        words = self.words
        sentences = []
        at = 0
        while at < size:
            length = ord(buffer[at])
            start = at + 1
            if length >= 0x80:
                length, start = self._long_length(buffer, at, length)
                if start > size:
                    break
            end = start + length
            if end > size:
                break
            if length:
                words.append(buffer[start:end])
            elif words:
                sentences.append(words)
                words = []
            at = end
        self.words = words
        self.rest = buffer[at:]
        return sentences

    @staticmethod
    def _long_length(buffer, at, first):
        more = 1 if first < 0xC0 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
        if first > 0xF0:
            raise BadStream(f"control byte {first:#x}")
        tail = buffer[at + 1 : at + 1 + more]
        length = int.from_bytes(tail.encode("latin-1"), "big")
        if more < 4:
            length |= (first & (0x3F >> (more - 1))) << (8 * more)
        if len(tail) == more and length > WORD_LIMIT:
            raise BadStream(f"word of {length} bytes")
        return length, at + 1 + more
