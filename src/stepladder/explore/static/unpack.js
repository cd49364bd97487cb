// The data of the page, from the text in which they are packed: base64 of zlib's format (RFC 1950 and 1951).
// Unpacked here and at once, so that the first question needs no promise and no browser younger than the page.
const StepladderUnpack = (() => {
  "use strict";

  const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const FARS = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  // Every run of bits that can stand next, with the symbol it begins with and that one's length.
  function tree(lengths) {
    const most = Math.max(...lengths, 1);
    const table = new Uint16Array(1 << most);
    let code = 0;
    for (let length = 1; length <= most; length += 1) {
      for (let symbol = 0; symbol < lengths.length; symbol += 1) {
        if (lengths[symbol] !== length) continue;
        let turned = 0;
        for (let bit = 0; bit < length; bit += 1) if (code & (1 << bit)) turned |= 1 << (length - 1 - bit);
        for (let place = turned; place < table.length; place += 1 << length) table[place] = (symbol << 4) | length;
        code += 1;
      }
      code <<= 1;
    }
    return { table, most };
  }

  function inflate(bytes) {
    let out = new Uint8Array(bytes.length * 8);
    let size = 0;
    let at = 2; // behind the two bytes of zlib's head
    let hold = 0;
    let held = 0;

    function bits(wanted) {
      while (held < wanted) {
        hold |= bytes[at++] << held;
        held += 8;
      }
      const found = hold & ((1 << wanted) - 1);
      hold >>>= wanted;
      held -= wanted;
      return found;
    }

    function symbol({ table, most }) {
      while (held < most) {
        hold |= (bytes[at++] || 0) << held;
        held += 8;
      }
      const found = table[hold & (table.length - 1)];
      if (!found) throw new Error("the data of this page are damaged");
      hold >>>= found & 15;
      held -= found & 15;
      return found >> 4;
    }

    function room(more) {
      if (size + more <= out.length) return;
      const larger = new Uint8Array(2 * out.length + more);
      larger.set(out);
      out = larger;
    }

    function block(literals, distances) {
      for (;;) {
        const found = symbol(literals);
        if (found === 256) return;
        room(258);
        if (found < 256) {
          out[size++] = found;
          continue;
        }
        const length = LENGTHS[found - 257] + bits(LENGTH_BITS[found - 257]);
        const far = symbol(distances);
        const back = FARS[far] + bits(far < 2 ? 0 : (far >> 1) - 1);
        for (let end = size + length; size < end; size += 1) out[size] = out[size - back];
      }
    }

    function fixed() {
      const lengths = Array.from({ length: 288 }, (_, n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8));
      block(tree(lengths), tree(Array(30).fill(5)));
    }

    function dynamic() {
      const literals = bits(5) + 257;
      const distances = bits(5) + 1;
      const codes = bits(4) + 4;
      const small = Array(19).fill(0);
      for (let n = 0; n < codes; n += 1) small[ORDER[n]] = bits(3);
      const how = tree(small);
      const lengths = [];
      while (lengths.length < literals + distances) {
        const found = symbol(how);
        if (found < 16) lengths.push(found);
        else {
          const value = found === 16 ? lengths[lengths.length - 1] : 0;
          for (let n = found === 16 ? 3 + bits(2) : found === 17 ? 3 + bits(3) : 11 + bits(7); n > 0; n -= 1) lengths.push(value);
        }
      }
      block(tree(lengths.slice(0, literals)), tree(lengths.slice(literals)));
    }

    function stored() {
      at -= held >> 3; // what was read ahead
      hold = 0;
      held = 0;
      const length = bytes[at] | (bytes[at + 1] << 8);
      room(length);
      out.set(bytes.subarray(at + 4, at + 4 + length), size);
      at += 4 + length;
      size += length;
    }

    for (let last = 0; !last; ) {
      last = bits(1);
      [stored, fixed, dynamic][bits(2)]();
    }
    return out.subarray(0, size);
  }

  return (text) => {
    const packed = atob(text.trim());
    const bytes = new Uint8Array(packed.length);
    for (let n = 0; n < packed.length; n += 1) bytes[n] = packed.charCodeAt(n);
    return JSON.parse(new TextDecoder().decode(inflate(bytes)));
  };
})();
