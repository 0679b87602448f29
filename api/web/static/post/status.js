// Status lists, as gis/permits/status.py: bit i % 8 of byte i / 8, the least first, is
// 1 where the permit of index i is revoked; beyond the end none is.
export function holds(bits, index) {
  const byte = bits[Math.floor(index / 8)];
  return byte !== undefined && ((byte >> (index % 8)) & 1) === 1;
}

// Inflates zlib; throws where it would be more than `most` bytes, or is no zlib. What
// is too much is never held: the stream is cut as soon as it passes the limit.
export async function unpack(packed, most) {
  const stream = new Blob([packed])
    .stream()
    .pipeThrough(new DecompressionStream("deflate"));
  const reader = stream.getReader();
  const parts = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) throw new Error("zlib");
      parts.push(value);
    }
  } catch {
    await reader.cancel().catch(() => {});
    throw new Error("zlib");
  }
  const found = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    found.set(part, at);
    at += part.length;
  }
  return found;
}
