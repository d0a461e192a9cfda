/** `emulator connect`: a WebSocket client for the terminal. */
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { rootCertificates } from 'node:tls';
import { Chalk } from 'chalk';
import { type ClientOptions, WebSocket } from 'ws';
import { EmulatorError, reasonOf } from '../errors.ts';
import { splitHeader } from './flag-values.ts';
import { onReaderGone } from './output.ts';

export interface ConnectFlags {
  readonly port: number;
  readonly action: string;
  readonly header: readonly string[];
  readonly subprotocol: readonly string[];
}

/** Exit code of a process that was interrupted (128 + SIGINT). */
const EXIT_INTERRUPTED = 130;
/** When what is typed comes from a pipe that has ended, the first answer may take a cold start, milliseconds. */
const ANSWER_MS = 5000;
/** Once there was an answer, more may follow for this long. */
const QUIET_MS = 1000;

export async function connect(url: string | undefined, flags: ConnectFlags): Promise<void> {
  const address = url === undefined ? await firstApiUrl(flags.port) : checkAddress(url);
  const colours = new Chalk();
  const socket = new WebSocket(address, [...flags.subprotocol], await clientOptions(address, flags.header));
  const say = (text: string) => process.stdout.write(`${text}\n`);

  socket.on('open', () => {
    const { action } = flags;
    say(
      colours.dim(
        `connected to ${address}; a line is sent as {"action":"${action}","data":…}, JSON as it is`,
      ),
    );
    sendLines(socket, action);
  });
  socket.on('message', (data) => say(String(data)));
  socket.on('unexpected-response', (_request, response) => {
    const refusal = `refused: ${response.statusCode} ${response.statusMessage}`;
    text(response).then(
      (body) => giveUp(`${refusal} ${body}`),
      (error: unknown) => giveUp(`${refusal} (${reasonOf(error)})`),
    );
  });
  socket.on('error', (error) => {
    giveUp(`${address}: ${describe(error)}.${hintFor(error)}`);
  });
  socket.on('close', (code, reason) => {
    say(colours.dim(`disconnected (${code}${reason.length > 0 ? ` ${reason}` : ''})`));
    process.exit(0);
  });
  process.on('SIGINT', () => {
    // Before it is open there is nothing to close, and a second time nobody wants to wait for the other side.
    if (socket.readyState !== WebSocket.OPEN) process.exit(EXIT_INTERRUPTED);
    socket.close(1000);
  });
  onReaderGone(() => process.exit(0));
}

/** Reads nothing before it is called: what was typed earlier is still there. */
function sendLines(socket: WebSocket, action: string): void {
  let sentAt = performance.now();
  let heardAt = 0;
  socket.on('message', () => {
    heardAt = performance.now();
  });
  const lines = createInterface({ input: process.stdin, terminal: false });
  lines.on('line', (line) => {
    sentAt = performance.now();
    socket.send(toMessage(line, action));
  });
  lines.on('close', () => {
    setInterval(() => {
      const [since, patience] = heardAt > sentAt ? [heardAt, QUIET_MS] : [sentAt, ANSWER_MS];
      if (performance.now() - since > patience) socket.close(1000);
    }, QUIET_MS / 10);
  });
}

function giveUp(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Node tries all addresses of a name and wraps what it then says of each. */
function describe(error: Error): string {
  const errors: readonly Error[] = error instanceof AggregateError ? error.errors : [error];
  return errors.map(reasonOf).join(', ');
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

/** Over TLS to this machine, the emulator's own authority is trusted too. */
async function clientOptions(address: string, headers: readonly string[]): Promise<ClientOptions> {
  const options: ClientOptions = { headers: Object.fromEntries(headers.map(splitHeader)) };
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'wss:' || !['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return options;
  const { openCertificates } = await import('../net/certificates.ts');
  return { ...options, ca: [...rootCertificates, (await openCertificates()).authority] };
}

/** What to do about a connection that failed before there was an answer. */
function hintFor(error: Error & { readonly code?: string }): string {
  if (error.code === 'ECONNREFUSED') return ' Is the emulator running? (emulator start)';
  if (error.message.includes('certificate')) {
    return ' The local authority is not the one that the emulator uses; is EMULATOR_CACHE_DIR the same in both shells?';
  }
  if (error.message.includes('no subprotocol')) {
    return ' The $connect handler has to return one of the offered names as Sec-WebSocket-Protocol.';
  }
  return '';
}
