/**
 * The {@link Link} of an environment that is a process. It has three pipes: invocations come in by one, messages
 * go out by another, and what the environment waits for is read from the third. Written and read synchronously,
 * nothing is lost when the process exits, and a full pipe holds it back. Nothing of it is in the environment
 * variables, and a child process inherits none of it: Node keeps such descriptors to itself.
 */
import fs from 'node:fs';
import net from 'node:net';
import type { FromProcess, HandlerCode, Invoke, ProcessSettings, ToEnvironment } from '../protocol.ts';
import { JsonLines, toJsonLine } from './json-lines.ts';
import type { Link } from './link.ts';
import { ANSWERS, INVOCATIONS, MESSAGES } from './pipes.ts';

/** Where the system does not tell the emulator what the process uses, the process does so as often, milliseconds. */
const USAGE_MS = 50;
/** How long to wait for a pipe that is full, milliseconds. */
const FULL_MS = 1;

// Kept, for a test in the user's code may replace the others.
const { readSync, writeSync } = fs;
const { kill, memoryUsage } = process;
const [setTimer, clearTimer] = [setInterval, clearInterval];
const [from, alloc, wait] = [Buffer.from.bind(Buffer), Buffer.alloc.bind(Buffer), Atomics.wait.bind(Atomics)];

export function processLink(): Link {
  const settings = readAnswer() as ProcessSettings;
  let authority: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let receive: (message: ToEnvironment) => void = () => {};
  const invocations = new net.Socket({ fd: INVOCATIONS, readable: true, writable: false });
  const lines = new JsonLines((message) => receive(message as ToEnvironment));
  invocations.on('data', (bytes: Buffer) => lines.write(bytes));
  invocations.on('error', () => {});
  invocations.on('close', endWithEmulator);

  const link: Link = {
    settings,
    ownsProcess: true,
    send,
    async code() {
      invocations.ref();
      const message = await new Promise<ToEnvironment>((resolve) => {
        receive = resolve;
      });
      invocations.unref();
      return message as HandlerCode;
    },
    listen(take) {
      receive = (message) => take(message as Invoke);
      link.working(false);
    },
    working(isWorking) {
      clearTimer(timer);
      if (!isWorking) invocations.ref();
      else {
        invocations.unref();
        if (settings.tellsUsage) timer = setTimer(tellUsage, USAGE_MS).unref();
      }
    },
    authority() {
      authority ??= askAuthority();
      return authority;
    },
    memoryBytes: () => memoryUsage.rss(),
  };
  link.working(true);
  return link;
}

function send(message: FromProcess): void {
  const bytes = from(toJsonLine(message));
  for (let at = 0; at < bytes.length; ) at += patiently(() => writeSync(MESSAGES, bytes, at));
}

function tellUsage(): void {
  const { heapTotal, external } = memoryUsage();
  const { active } = performance.eventLoopUtilization();
  send({ type: 'usage', memoryBytes: heapTotal + external, busyMs: active });
}

/** A TLS connection is set up synchronously, so this blocks; the emulator makes its authority when first asked. */
function askAuthority(): string {
  send({ type: 'authority' });
  const pem = readAnswer();
  if (typeof pem === 'string') return pem;
  throw new Error('The emulator could not hand out its certificate authority.');
}

/** One line: what is asked for next is not sent before this has been read. */
function readAnswer(): unknown {
  let answer: unknown;
  let isThere = false;
  const lines = new JsonLines((value) => {
    answer = value;
    isThere = true;
  });
  const bytes = alloc(4096);
  while (!isThere) {
    const length = patiently(() => readSync(ANSWERS, bytes));
    if (length === 0) endWithEmulator();
    lines.write(bytes.subarray(0, length));
  }
  return answer;
}

function patiently(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN' && code !== 'EINTR') endWithEmulator();
      wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
    }
  }
}

/** Nobody is there to hear what it does; the process leads a group, in which is what it has started. */
function endWithEmulator(): never {
  kill.call(process, process.platform === 'win32' ? process.pid : 0, 'SIGKILL');
  return process.exit();
}
