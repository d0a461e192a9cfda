// A WebSocket client that does as little as it can, so that on two cores it is the target that is measured: it sends
// frames that are made already, and hands out payloads as the bytes that came.
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { closeFrame, readFrame } from './frames.js';

const NOTHING = Buffer.alloc(0);
const HEAD_END = Buffer.from('\r\n\r\n');
const OPCODE_CLOSE = 8;

export class RawClient {
  /** Called with each message's payload. */
  onMessage = () => {};
  /** Called once when the connection is no more. */
  onEnd = () => {};
  #socket;
  #rest = NOTHING;

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => this.#read(bytes));
    socket.on('close', () => this.onEnd());
  }

  /** @param localAddress - where to connect from: one address has 28,000 ports on Linux. */
  static open(url, localAddress) {
    const { hostname, port, pathname, search } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), localAddress, noDelay: true });
      const request = [
        `GET ${pathname}${search} HTTP/1.1`,
        `Host: ${hostname}:${port}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        'Sec-WebSocket-Version: 13',
      ];
      socket.write(`${request.join('\r\n')}\r\n\r\n`);
      let head = NOTHING;
      const onData = (bytes) => {
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf(HEAD_END);
        if (end === -1) return;
        socket.off('data', onData).off('close', onClose);
        const status = head.toString('latin1', 0, head.indexOf('\r\n'));
        if (!status.startsWith('HTTP/1.1 101')) {
          socket.destroy();
          return reject(new Error(status));
        }
        const client = new RawClient(socket);
        client.#read(head.subarray(end + HEAD_END.length));
        resolve(client);
      };
      const onClose = () => reject(new Error('closed before it was accepted'));
      socket.on('data', onData).on('close', onClose);
      // Whatever goes wrong ends in 'close'.
      socket.on('error', reject);
    });
  }

  /** @param frame - of `textFrame`. */
  send(frame) {
    this.#socket.write(frame);
  }

  close() {
    this.#socket.end(closeFrame());
  }

  /** As a lid that is closed: no close frame, no goodbye. */
  drop() {
    this.#socket.destroy();
  }

  #read(bytes) {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    for (;;) {
      const frame = readFrame(all, at);
      if (frame === undefined) break;
      at = frame.end;
      if (frame.opcode === OPCODE_CLOSE) this.#socket.end();
      else if (frame.opcode < OPCODE_CLOSE) this.onMessage(frame.payload);
    }
    this.#rest = at === all.length ? NOTHING : all.subarray(at);
  }
}
