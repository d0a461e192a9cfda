/** An execution environment in a worker thread of this process. */
import { Worker } from 'node:worker_threads';
import type { LambdaFunction } from '../../project/model.ts';
import type { Debugging } from '../debugging/debugging.ts';
import type { MemoryWatch } from '../memory-watch.ts';
import { createBacklog, lineRead } from '../runtime/backlog.ts';
import type {
  AuthorityRequest,
  EnvironmentData,
  EnvironmentSettings,
  FromThread,
  Leave,
} from '../runtime/protocol.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { nodeFlags, semiSpaceMb } from './node-flags.ts';

const RUNTIME = new URL('../runtime/main.js', import.meta.url);

/**
 * V8's own limit takes the whole process with it when a single allocation oversteps it by much, so it is set
 * out of reach and the memory watch does the work.
 */
const HEAP_HEADROOM_MB = 4096;

/**
 * How long a thread that is still loading may take to leave by itself. To end it from outside while a module runs
 * that had a static import of one with a top-level await ends the whole process (V8 of Node 22 and 24,
 * https://github.com/nodejs/node/issues/53238).
 */
const LEAVE_MS = 1000;

/** What V8 gives a heap for what is young, and how it counts that: three halves. */
const MOST_YOUNG_MB = 48;
const HALVES = 3;

export interface ThreadServices {
  readonly memory: MemoryWatch;
  readonly debugging: Debugging;
  /** The certificate authority, PEM; undefined when it cannot be had. */
  authority(): Promise<string | undefined>;
}

/** @throws what Node throws when the machine gives no more threads. */
export function startThread(
  fn: LambdaFunction,
  variables: Record<string, string>,
  settings: EnvironmentSettings,
  { memory, debugging, authority }: ThreadServices,
  events: CarrierEvents,
): Carrier {
  const backlog = createBacklog();
  const heldMs = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  const worker = new Worker(RUNTIME, {
    name: fn.name,
    env: variables,
    workerData: {
      ...settings,
      backlog,
      heldMs,
      breakAtStart: debugging.takeBreak(fn.name),
    } satisfies EnvironmentData,
    argv: [],
    execArgv: nodeFlags(fn.runtime),
    resourceLimits: {
      maxOldGenerationSizeMb: fn.memorySize + HEAP_HEADROOM_MB,
      // As on Lambda; V8 would let what is young fill 32 MB in each thread before it looks what is garbage.
      maxYoungGenerationSizeMb: Math.min(MOST_YOUNG_MB, HALVES * semiSpaceMb(fn.memorySize)),
    },
  });
  let isLoading = true;
  const held = debugging.follow(worker.threadId, heldMs, events);
  worker.on('message', (message: FromThread) => {
    if (message.type === 'authority') return void answer(message, authority);
    if (message.type === 'log') lineRead(backlog);
    if (message.type === 'ready') isLoading = false;
    events.message(message);
  });
  worker.on('error', (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') events.outgrown();
    else events.uncaught(error instanceof Error ? (error.stack ?? String(error)) : String(error));
  });
  worker.on('exit', (code) => events.exited(code));
  return {
    get loopTimes() {
      return worker.performance.eventLoopUtilization();
    },
    held,
    send: (message) => worker.postMessage(message),
    watch(isWorking) {
      held.watch(isWorking);
      if (isWorking) memory.watch(worker, fn.memorySize, events.outgrown);
      else memory.unwatch(worker);
    },
    end() {
      worker.unref();
      held.letEnd();
      if (!isLoading) return void worker.terminate();
      worker.postMessage({ type: 'leave' } satisfies Leave);
      setTimeout(() => void worker.terminate(), LEAVE_MS).unref();
    },
  };
}

/** The thread sleeps until `signal[0]` is 1; an authority that cannot be had wakes it without an answer. */
async function answer(
  { reply, signal }: AuthorityRequest,
  authority: ThreadServices['authority'],
): Promise<void> {
  const pem = await authority();
  if (pem !== undefined) reply.postMessage(pem);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
  reply.close();
}
