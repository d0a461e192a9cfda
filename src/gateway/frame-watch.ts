/**
 * Finds WebSocket frames that are longer than API Gateway takes: it closes a connection for a frame over 32 KB
 * although a message of several may have 128. The WebSocket library limits messages only, so the bytes are
 * read along on their way to it: each frame's header, its payload skipped. Pure. Row `close.frame-too-long`.
 */

/** The longest header: two bytes, eight of length, four of mask. */
const MAX_HEADER_BYTES = 14;
const MASK_BYTES = 4;

/** Reads a client's bytes along; call it with each chunk, in order. */
export type FrameWatch = (chunk: Uint8Array) => void;

/** @param onTooLong - called with the length of a frame that is longer than `limit` bytes, as soon as it is known. */
export function createFrameWatch(limit: number, onTooLong: (length: number) => void): FrameWatch {
  const header = Buffer.alloc(MAX_HEADER_BYTES);
  let filled = 0;
  let payloadLeft = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (payloadLeft > 0) {
        const skipped = Math.min(payloadLeft, chunk.length - at);
        payloadLeft -= skipped;
        at += skipped;
        continue;
      }
      header[filled++] = chunk[at++] as number;
      const frame = readHeader(header, filled);
      if (frame === undefined) continue;
      filled = 0;
      payloadLeft = frame.payloadBytes;
      if (frame.payloadBytes > limit) onTooLong(frame.payloadBytes);
    }
  };
}

/** The frame that this header begins, once the header is whole. */
function readHeader(header: Buffer, filled: number): { payloadBytes: number } | undefined {
  if (filled < 2) return undefined;
  const second = header[1] as number;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const maskBytes = (second & 0x80) === 0 ? 0 : MASK_BYTES;
  if (filled < 2 + lengthBytes + maskBytes) return undefined;
  if (lengthBytes === 0) return { payloadBytes: short };
  return { payloadBytes: lengthBytes === 2 ? header.readUInt16BE(2) : Number(header.readBigUInt64BE(2)) };
}
