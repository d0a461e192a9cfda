/**
 * An execution environment in a process of its own: Node with the same runtime code. Rows `lambda.process*`.
 * What it says comes by a pipe of its own; standard output and error have what goes past the runtime.
 */
import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { LambdaFunction } from '../../project/model.ts';
import { JsonLines, toJsonLine } from '../runtime/link/json-lines.ts';
import { ANSWERS, INVOCATIONS, MESSAGES, PIPES } from '../runtime/link/pipes.ts';
import { keptOfWritten, logSettings } from '../runtime/log-format.ts';
import type { EnvironmentSettings, FromProcess, ProcessSettings } from '../runtime/protocol.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { startChild } from './child.ts';
import { busyMsOf, loopTimesOf, memoryOf, watchMemory } from './child-usage.ts';
import { heapFlags, nodeFlags } from './node-flags.ts';

const RUNTIME = fileURLToPath(new URL('../runtime/main.js', import.meta.url));
const MB = 1024 * 1024;

const MESSAGE_TYPES: ReadonlySet<string> = new Set<FromProcess['type']>([
  'ready',
  'failed',
  'response',
  'error',
  'log',
  'hint',
  'loaded',
  'authority',
  'usage',
]);

export interface ProcessServices {
  /** The certificate authority, PEM; undefined when it cannot be had. */
  authority(): Promise<string | undefined>;
}

/** @throws what Node throws when the machine gives no more processes. */
export function startProcess(
  fn: LambdaFunction,
  variables: Record<string, string>,
  settings: EnvironmentSettings,
  { authority }: ProcessServices,
  events: CarrierEvents,
): Carrier {
  const startedAt = performance.now();
  const limit = fn.memorySize * MB;
  const log = logSettings(variables);
  /** What it has told of its loop, where the system does not. */
  let busyMs: number | undefined;
  let endWatch: (() => void) | undefined;
  const logWritten = (text: string) => {
    for (const line of keptOfWritten(text, log)) events.message({ type: 'log', level: undefined, line });
  };
  /** Lambda never reports more than there is. */
  const used = (bytes: number) => events.used(Math.min(bytes, limit));

  const child = startChild(
    {
      file: process.execPath,
      args: [...nodeFlags(fn.runtime), ...heapFlags(fn.memorySize, variables.NODE_OPTIONS), RUNTIME],
      // Of a folder that is not there any more the runtime tells, as it does in a thread.
      cwd: existsSync(fn.codeUri) ? fn.codeUri : settings.projectRoot,
      env: variables,
      pipes: PIPES,
    },
    {
      printed: logWritten,
      exited(by) {
        endWatch?.();
        events.exited(by);
      },
    },
  );
  const send = (pipe: number, value: unknown) => (child.stdio[pipe] as Writable).write(toJsonLine(value));
  const receive = (message: FromProcess) => {
    if (message.type === 'authority') void authority().then((pem) => send(ANSWERS, pem ?? null));
    else if (message.type === 'usage') {
      busyMs = message.busyMs;
      if (message.memoryBytes > limit) events.outgrown();
    } else if (message.type === 'response' || message.type === 'error') {
      events.message({ ...message, memoryBytes: Math.min(message.memoryBytes, limit) });
    } else events.message(message);
  };
  // The descriptor is open to the handler too: what the runtime does not say is what anybody has written.
  const messages = new JsonLines((value) => {
    if (isMessage(value)) receive(value);
    else logWritten(JSON.stringify(value));
  }, logWritten);
  child.stdio[MESSAGES]?.on('data', (bytes: Buffer) => messages.write(bytes));
  send(ANSWERS, { ...settings, tellsUsage: !isUsageKnown() } satisfies ProcessSettings);

  return {
    get loopTimes() {
      return loopTimesOf(child.pid, startedAt, busyMs);
    },
    send: (invoke) => void send(INVOCATIONS, invoke),
    watch(isWorking) {
      if (!isWorking) {
        endWatch?.();
        endWatch = undefined;
      } else endWatch ??= watchMemory(child.pid, limit, ({ resident }) => used(resident), events.outgrown);
    },
    end: () => child.end(),
  };
}

function isMessage(value: unknown): value is FromProcess {
  const { type } = (value ?? {}) as { readonly type?: unknown };
  return typeof type === 'string' && MESSAGE_TYPES.has(type);
}

/** Whether the system tells about processes what is asked of it. */
function isUsageKnown(): boolean {
  return memoryOf(process.pid) !== undefined && busyMsOf(process.pid) !== undefined;
}
