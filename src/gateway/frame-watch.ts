/**
 * Finds WebSocket frames that are longer than API Gateway takes: it closes a connection for a frame over 32 KB
 * although a message of several may have 128. The WebSocket library limits messages only, so the bytes are
 * read along on their way to it: each frame's header, its payload skipped. Pure. Row `close.frame-too-long`.
 */

const MASK_BYTES = 4;

export class FrameWatch {
  readonly #limit: number;
  #payloadLeft = 0;
  /** The beginning of a header whose end is in the next chunk. */
  #begun: Buffer | undefined;

  /** @param limit - bytes of the longest frame that is not too long. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Reads a client's bytes along; call it with each chunk, in order.
   * @returns whether a frame begins in it that is too long.
   */
  read(chunk: Buffer): boolean {
    const bytes = this.#begun === undefined ? chunk : Buffer.concat([this.#begun, chunk]);
    this.#begun = undefined;
    let isTooLong = false;
    let at = 0;
    for (;;) {
      const skipped = Math.min(this.#payloadLeft, bytes.length - at);
      this.#payloadLeft -= skipped;
      at += skipped;
      if (at === bytes.length) return isTooLong;
      const header = readHeader(bytes, at);
      if (header === undefined) {
        this.#begun = Buffer.from(bytes.subarray(at));
        return isTooLong;
      }
      at += header.bytes;
      this.#payloadLeft = header.payloadBytes;
      isTooLong ||= header.payloadBytes > this.#limit;
    }
  }
}

/** Length of the header that begins there, and of the payload behind it; undefined when the header is not whole. */
function readHeader(bytes: Buffer, at: number): { bytes: number; payloadBytes: number } | undefined {
  const second = bytes[at + 1];
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const headerBytes = 2 + lengthBytes + ((second & 0x80) === 0 ? 0 : MASK_BYTES);
  if (bytes.length < at + headerBytes) return undefined;
  const length =
    lengthBytes === 0
      ? short
      : lengthBytes === 2
        ? bytes.readUInt16BE(at + 2)
        : Number(bytes.readBigUInt64BE(at + 2));
  return { bytes: headerBytes, payloadBytes: length };
}
