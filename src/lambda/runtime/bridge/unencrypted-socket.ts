/**
 * A connection to the emulator that its client takes for TLS. Between two threads of one machine there is
 * nothing to keep secret, and without the encryption a call costs what it would over plain HTTP; the emulator's
 * port tells the two apart by the first byte. There is no certificate: who looks for one gets real TLS, see
 * `needsTls`.
 */
import net from 'node:net';
import tls from 'node:tls';
import { type ConnectOptions, offeredProtocols } from './connect-arguments.ts';

const CIPHER = {
  name: 'TLS_AES_256_GCM_SHA384',
  standardName: 'TLS_AES_256_GCM_SHA384',
  version: 'TLSv1.3',
};

// Kept, for a test in the user's code may replace the one in `process`.
const { nextTick } = process;

/** With the members of {@link tls.TLSSocket}, of which none of Node's own would do without a TLS handle. */
class UnencryptedSocket extends net.Socket {
  readonly encrypted = true;
  authorized = false;
  readonly authorizationError = null;
  alpnProtocol: string | false | null = null;
  secureConnecting = true;
  servername: unknown;

  constructor(options: ConnectOptions) {
    const { allowHalfOpen, highWaterMark, noDelay, onread, signal } = options;
    super({ allowHalfOpen, highWaterMark, noDelay, onread, signal } as net.SocketConstructorOpts);
    this.servername = options.servername || false;
    // Later than `connect`, as a handshake takes time: clients begin to listen when they hear of that.
    this.once('connect', () => nextTick(() => this.#secured(offeredProtocols(options))));
  }

  #secured(offered: readonly string[]): void {
    if (this.destroyed) return;
    this.authorized = true;
    this.secureConnecting = false;
    this.alpnProtocol = offered.includes('http/1.1') ? 'http/1.1' : false;
    this.emit('secureConnect');
  }
}

const WITHOUT_HANDLE = {
  getProtocol: () => CIPHER.version,
  getCipher: () => ({ ...CIPHER }),
  getPeerCertificate: () => ({}),
  getPeerX509Certificate: () => undefined,
  getCertificate: () => ({}),
  getX509Certificate: () => undefined,
  getEphemeralKeyInfo: () => ({}),
  getSharedSigalgs: () => [],
  getFinished: () => undefined,
  getPeerFinished: () => undefined,
  getSession: () => undefined,
  getTLSTicket: () => undefined,
  isSessionReused: () => false,
  setSession() {},
  setServername() {},
  setKeyCert() {},
  setMaxSendFragment: () => true,
  disableRenegotiation() {},
  renegotiate: () => false,
  enableTrace() {},
};

// For those that ask `instanceof TLSSocket`.
Object.setPrototypeOf(UnencryptedSocket.prototype, tls.TLSSocket.prototype as object);
Object.assign(UnencryptedSocket.prototype, WITHOUT_HANDLE);

/** As `tls.connect` does it. */
export function connectUnencrypted(options: ConnectOptions, callback?: () => void): tls.TLSSocket {
  const socket = new UnencryptedSocket(options);
  if (callback !== undefined) socket.once('secureConnect', callback);
  if (typeof options.timeout === 'number') socket.setTimeout(options.timeout);
  socket.connect(options as unknown as net.SocketConnectOpts);
  return socket as unknown as tls.TLSSocket;
}
