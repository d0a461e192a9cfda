/** A WebSocket client made of a bare socket: it checks bytes, and breaks the protocol where a library would not. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A frame as it came over the wire. */
interface Frame {
  readonly fin: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
}

export const TEXT = 1;
export const BINARY = 2;
export const CONTINUATION = 0;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

export interface RawClient {
  readonly socket: Socket;
  /** The head of the handshake's answer, to the empty line and with it. */
  readonly head: string;
  /** Sends one frame; masked unless told otherwise. */
  send(opcode: number, payload: Buffer | string, options?: { fin?: boolean; masked?: boolean }): void;
  next(): Promise<Frame>;
  /** Settles when the server has ended the TCP connection. */
  readonly ended: Promise<void>;
}

export function frameBytes(
  opcode: number,
  payload: Buffer | string,
  { fin = true, masked = true }: { fin?: boolean; masked?: boolean } = {},
): Buffer {
  const body = Buffer.from(payload);
  const mask = Buffer.from([1, 2, 3, 4]);
  const length =
    body.length < 126
      ? Buffer.from([body.length])
      : body.length < 65_536
        ? Buffer.from([126, body.length >> 8, body.length & 255])
        : Buffer.concat([Buffer.from([127, 0, 0, 0, 0]), uint32(body.length)]);
  length[0] = (length[0] as number) | (masked ? 0x80 : 0);
  const first = Buffer.from([(fin ? 0x80 : 0) | opcode]);
  if (!masked) return Buffer.concat([first, length, body]);
  return Buffer.concat([first, length, mask, body.map((byte, i) => byte ^ (mask[i % 4] as number))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The payload of a close frame. */
export function closePayload(code: number, reason = ''): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]);
}

interface RawOptions {
  /** Bytes that go out in the same packet as the request. */
  readonly early?: Buffer;
  /** Further header lines. */
  readonly headers?: readonly string[];
}

export async function rawConnect(
  url: string,
  { early = Buffer.alloc(0), headers = [] }: RawOptions = {},
): Promise<RawClient> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
  onTestFinished(() => {
    socket.destroy();
  });
  const request = `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`;
  socket.write(Buffer.concat([Buffer.from(request), early]));

  let buffered = Buffer.alloc(0);
  const waiting: (() => void)[] = [];
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
  });
  socket.on('data', (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (const wake of waiting.splice(0)) wake();
  });
  socket.on('error', () => {});
  const more = () => new Promise<void>((resolve) => waiting.push(resolve));
  const take = (count: number) => {
    const bytes = buffered.subarray(0, count);
    buffered = buffered.subarray(count);
    return bytes;
  };

  while (!buffered.includes('\r\n\r\n')) await Promise.race([more(), once(socket, 'close')]);
  const head = take(buffered.indexOf('\r\n\r\n') + 4).toString();
  return {
    socket,
    head,
    ended,
    send: (opcode, payload, options) => void socket.write(frameBytes(opcode, payload, options)),
    async next() {
      for (;;) {
        const frame = readFrame(buffered);
        if (frame !== undefined) {
          take(frame.size);
          return frame;
        }
        if (socket.destroyed) throw new Error('the connection has ended');
        await Promise.race([more(), ended]);
      }
    },
  };
}

function readFrame(bytes: Buffer): (Frame & { size: number }) | undefined {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] as number) & 0x7f;
  const headerSize = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < headerSize) return undefined;
  const length =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < headerSize + length) return undefined;
  const first = bytes[0] as number;
  const payload = Buffer.from(bytes.subarray(headerSize, headerSize + length));
  return { fin: (first & 0x80) !== 0, opcode: first & 0x0f, payload, size: headerSize + length };
}
