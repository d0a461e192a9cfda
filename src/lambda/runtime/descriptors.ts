/**
 * The file descriptors of standard output and error, which many loggers write to past `process.stdout`. They
 * are the emulator's own, so what is written to them is taken here instead, and closing them does nothing.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import tty from 'node:tty';
import { format } from 'node:util';

export type StreamName = 'stdout' | 'stderr';

type Take = (name: StreamName, bytes: Uint8Array) => void;
type Callback = (error: null, ...results: unknown[]) => void;
type Functions<Name extends string> = Record<Name, (...args: unknown[]) => unknown>;

const STREAMS = new Map<unknown, StreamName>([
  [1, 'stdout'],
  [2, 'stderr'],
]);

// Kept, for a test in the user's code may replace the global one.
const later = setImmediate;

export function captureDescriptors(take: Take): void {
  captureWrites(take);
  captureWholeFiles(take);
  keepOpen();
  // On Lambda they are no terminal, whatever the emulator was started in.
  replace(tty as unknown as Functions<'isatty'>, 'isatty', ([fd], isatty) =>
    isStandard(fd) ? false : isatty(),
  );
  replace(process as unknown as Functions<'_rawDebug'>, '_rawDebug', (values) =>
    take('stderr', Buffer.from(`${format(...values)}\n`)),
  );
  syncBuiltinESMExports();
}

function captureWrites(take: Take): void {
  const file = fs as unknown as Functions<'write' | 'writeSync' | 'writev' | 'writevSync'>;
  const one = ([fd, data, ...where]: unknown[]): number | undefined => {
    const name = STREAMS.get(fd);
    const bytes = name && bytesOf(data, where);
    if (name && bytes) take(name, bytes);
    return bytes?.byteLength;
  };
  const several = ([fd, list]: unknown[]): number | undefined => {
    const name = STREAMS.get(fd);
    if (name === undefined || !Array.isArray(list) || !list.every(ArrayBuffer.isView)) return undefined;
    const all = Buffer.concat(list.map((view) => bytesOf(view, []) as Uint8Array));
    take(name, all);
    return all.byteLength;
  };
  replace(file, 'writeSync', (args, write) => one(args) ?? write());
  replace(file, 'writevSync', (args, write) => several(args) ?? write());
  replace(file, 'write', (args, write) => answerLater(args, one) || write());
  replace(file, 'writev', (args, write) => answerLater(args, several) || write());
}

/** Node's own forms with a callback; the callback hears the number of bytes and what was written. */
function answerLater(args: unknown[], take: (args: unknown[]) => number | undefined): boolean {
  const callback = args.at(-1);
  if (typeof callback !== 'function') return false;
  const written = take(args.slice(0, -1));
  if (written === undefined) return false;
  later(() => (callback as Callback)(null, written, args[1]));
  return true;
}

/** Node takes a short cut past `writeSync` for these. */
function captureWholeFiles(take: Take): void {
  const file = fs as unknown as Functions<'writeFileSync' | 'appendFileSync'>;
  for (const method of ['writeFileSync', 'appendFileSync'] as const) {
    replace(file, method, ([fd, data, options], write) => {
      const name = STREAMS.get(fd);
      const encoding = typeof options === 'string' ? options : (options as { encoding?: unknown })?.encoding;
      const bytes = name && bytesOf(data, [undefined, encoding]);
      return name && bytes ? take(name, bytes) : write();
    });
  }
}

/** A stream that was made of a descriptor closes it when it ends, and the emulator would be mute. */
function keepOpen(): void {
  const file = fs as unknown as Functions<'close' | 'closeSync'>;
  replace(file, 'closeSync', ([fd], close) => (isStandard(fd) ? undefined : close()));
  replace(file, 'close', ([fd, callback], close) => {
    if (!isStandard(fd)) return close();
    if (typeof callback === 'function') later(() => (callback as Callback)(null));
    return undefined;
  });
}

function isStandard(fd: unknown): boolean {
  return fd === 0 || STREAMS.has(fd);
}

/**
 * What the arguments of `fs.write` say: (text, position, encoding), (bytes, offset, length) or (bytes, options).
 * Undefined for anything else, which is Node's to refuse.
 */
function bytesOf(data: unknown, [first, second]: unknown[]): Uint8Array | undefined {
  if (typeof data === 'string') {
    return Buffer.from(data, typeof second === 'string' ? (second as BufferEncoding) : 'utf8');
  }
  if (!ArrayBuffer.isView(data)) return undefined;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const range = typeof first === 'object' && first !== null ? first : { offset: first, length: second };
  const { offset, length } = range as { offset?: unknown; length?: unknown };
  const start = typeof offset === 'number' ? offset : 0;
  return bytes.subarray(start, typeof length === 'number' ? start + length : undefined);
}

/** Puts a function in another's place; a proxy, because `util.promisify` looks for properties of the original. */
function replace<Name extends string>(
  owner: Functions<Name>,
  name: Name,
  call: (args: unknown[], original: () => unknown) => unknown,
): void {
  owner[name] = new Proxy(owner[name], {
    apply: (original, self, args: unknown[]) => call(args, () => Reflect.apply(original, self, args)),
  });
}
