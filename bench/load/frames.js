// WebSocket frames, as far as a benchmark's client needs them: unfragmented text, no extensions. Pure.
import { randomBytes } from 'node:crypto';

/** A masked text frame, as a client sends it; made once and sent often. */
export function textFrame(text) {
  const payload = Buffer.from(text);
  const header = headerOf(0x81, payload.length, 0x80);
  const mask = randomBytes(4);
  return Buffer.concat([header, mask, payload.map((byte, index) => byte ^ mask[index % 4])]);
}

/** A masked close frame with code 1000. */
export function closeFrame() {
  return Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);
}

function headerOf(first, length, masked) {
  if (length < 126) return Buffer.from([first, masked | length]);
  if (length >= 65_536) throw new RangeError('a benchmark sends no message of 64 kB');
  return Buffer.from([first, masked | 126, length >> 8, length & 0xff]);
}

/**
 * The first frame of what a server has sent: its opcode, its payload and where the next begins; undefined when it is
 * not there whole.
 */
export function readFrame(bytes, from) {
  if (bytes.length < from + 2) return undefined;
  let length = bytes[from + 1] & 0x7f;
  let start = from + 2;
  if (length >= 126) {
    const size = length === 126 ? 2 : 8;
    if (bytes.length < start + size) return undefined;
    length = size === 2 ? bytes.readUInt16BE(start) : Number(bytes.readBigUInt64BE(start));
    start += size;
  }
  const end = start + length;
  if (bytes.length < end) return undefined;
  return { opcode: bytes[from] & 0x0f, payload: bytes.subarray(start, end), end };
}
