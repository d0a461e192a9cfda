/** `emulator connect`: a WebSocket client for the terminal. */
import { createInterface } from 'node:readline';
import { Chalk } from 'chalk';
import { type ClientOptions, WebSocket } from 'ws';
import { EmulatorError } from '../errors.ts';

export interface ConnectFlags {
  readonly port: number;
  readonly action: string;
  readonly header: readonly string[];
  readonly subprotocol: readonly string[];
}

/** When what is typed comes from a pipe that has ended, answers may still be on their way for this long. */
const LINGER_MS = 1000;

export async function connect(url: string | undefined, flags: ConnectFlags): Promise<void> {
  const address = url === undefined ? await firstApiUrl(flags.port) : checkAddress(url);
  const colours = new Chalk();
  const socket = new WebSocket(address, [...flags.subprotocol], await clientOptions(address, flags.header));
  const lines = createInterface({ input: process.stdin, terminal: false });
  const say = (text: string) => process.stdout.write(`${text}\n`);
  let lastHeard = performance.now();
  let refused = false;

  socket.on('open', () => {
    say(
      colours.dim(
        `connected to ${address}; a line is sent as {"action":"${flags.action}","data":…}, JSON as it is`,
      ),
    );
    lines.on('line', (line) => socket.send(toMessage(line, flags.action)));
    lines.on('close', () => closeWhenQuiet(socket, () => lastHeard));
  });
  socket.on('message', (data) => {
    lastHeard = performance.now();
    say(String(data));
  });
  socket.on('unexpected-response', (_request, response) => {
    refused = true;
    let body = '';
    response.on('data', (chunk) => (body += chunk));
    response.on('end', () => {
      process.stderr.write(`refused: ${response.statusCode} ${response.statusMessage} ${body}\n`);
      process.exit(1);
    });
  });
  socket.on('error', (error) => {
    if (refused) return;
    process.stderr.write(
      `${address}: ${error.message || String(error)}. Is the emulator running? (emulator start)\n`,
    );
    process.exit(1);
  });
  socket.on('close', (code, reason) => {
    say(colours.dim(`disconnected (${code}${reason.length > 0 ? ` ${reason}` : ''})`));
    process.exit(0);
  });
  process.on('SIGINT', () => socket.close(1000));
}

/** What is an object already goes as it is. */
function toMessage(line: string, action: string): string {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return line;
  } catch {
    // A line of text, then.
  }
  return JSON.stringify({ action, data: line });
}

function closeWhenQuiet(socket: WebSocket, lastHeard: () => number): void {
  const endedAt = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - Math.max(endedAt, lastHeard()) < LINGER_MS) return;
    clearInterval(timer);
    socket.close(1000);
  }, LINGER_MS / 10);
}

function checkAddress(address: string): string {
  const protocol = URL.canParse(address) ? new URL(address).protocol : undefined;
  if (protocol === 'ws:' || protocol === 'wss:') return address;
  const reason = protocol === undefined ? 'it is not a URL' : `${protocol}// is not a WebSocket's`;
  throw EmulatorError.of('ADDRESS_INVALID', { address, reason });
}

async function firstApiUrl(port: number): Promise<string> {
  try {
    const response = await fetch(`http://localhost:${port}/_emulator/status`);
    const { apis } = (await response.json()) as { apis: { url: string }[] };
    if (apis[0]) return apis[0].url;
  } catch {
    // Nobody there, or somebody else.
  }
  throw EmulatorError.of('EMULATOR_NOT_RUNNING', { port });
}

/** Over TLS to this machine, the emulator's own authority is trusted. */
async function clientOptions(address: string, headers: readonly string[]): Promise<ClientOptions> {
  const options: ClientOptions = { headers: Object.fromEntries(headers.map(splitHeader)) };
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'wss:' || !['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return options;
  const { openCertificates } = await import('../net/certificates.ts');
  return { ...options, ca: (await openCertificates()).authority };
}

function splitHeader(header: string): [string, string] {
  const colon = header.indexOf(':');
  return colon < 0 ? [header, ''] : [header.slice(0, colon).trim(), header.slice(colon + 1).trim()];
}
