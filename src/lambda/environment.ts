/**
 * One execution environment: a thread with the function's code in it that serves one invocation at a time,
 * as on Lambda. Ending the thread is how a timeout, a crash or a leak is kept from everybody else.
 */
import { Worker } from 'node:worker_threads';
import type { LambdaFunction } from '../project/model.ts';
import type { LoopTimes } from './load.ts';
import type { MemoryWatch } from './memory-watch.ts';
import { type Death, deathError, type Outcome, timeoutError, timeoutText } from './outcomes.ts';
import { createBacklog, lineRead } from './runtime/backlog.ts';
import type {
  Answer,
  AuthorityRequest,
  EnvironmentData,
  EnvironmentSettings,
  FromEnvironment,
  Invoke,
} from './runtime/protocol.ts';

const RUNTIME = new URL('./runtime/main.js', import.meta.url);

/**
 * V8's own limit takes the whole process with it when a single allocation oversteps it by much, so it is set
 * out of reach and the memory watch does the work.
 */
const HEAP_HEADROOM_MB = 4096;

/** What an environment tells its pool. */
export interface EnvironmentEvents {
  log(line: string, level: string | undefined): void;
  platformLog(line: string): void;
  hint(message: string): void;
  authority(request: AuthorityRequest): void;
  /** It takes no invocation any more, for its thread has ended or is about to; called once. */
  lost(): void;
}

/** How the init phase went. */
export type Init =
  | { readonly ok: true; readonly durationMs: number }
  | { readonly ok: false; readonly failure: InitFailure };
/** A death names the invocation that it fails, which is not known here. */
export type InitFailure = 'timeout' | Death;

export class Environment {
  readonly logStream: string;
  /** Settles once the handler is loaded, or could not be. */
  readonly initialised: Promise<Init>;
  /** Settles when the thread is gone; a native call is not interrupted. */
  readonly ended: Promise<void>;
  readonly #fn: LambdaFunction;
  readonly #worker: Worker;
  readonly #events: EnvironmentEvents;
  readonly #memory: MemoryWatch;
  readonly #backlog = createBacklog();
  #settleInit: ((init: Init) => void) | undefined;
  #running: { readonly requestId: string; settle(outcome: Outcome): void } | undefined;
  #death: Death | undefined;
  #maxMemoryUsed = 0;

  /** @throws what Node throws when the machine gives no more threads. */
  constructor(
    fn: LambdaFunction,
    logStream: string,
    variables: Record<string, string>,
    settings: EnvironmentSettings,
    initTimeoutMs: number,
    memory: MemoryWatch,
    events: EnvironmentEvents,
  ) {
    this.#fn = fn;
    this.logStream = logStream;
    this.#events = events;
    this.#memory = memory;
    const startedAt = performance.now();
    this.#worker = new Worker(RUNTIME, {
      name: fn.name,
      env: variables,
      workerData: { ...settings, backlog: this.#backlog } satisfies EnvironmentData,
      argv: [],
      execArgv: nodeFlags(fn.runtime),
      resourceLimits: { maxOldGenerationSizeMb: fn.memorySize + HEAP_HEADROOM_MB },
    });
    this.initialised = new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#settleInit?.({ ok: false, failure: 'timeout' });
        this.end();
      }, initTimeoutMs);
      this.#settleInit = (init) => {
        clearTimeout(timer);
        this.#settleInit = undefined;
        resolve(init);
      };
    });
    this.#worker.on('message', (message: FromEnvironment) => this.#receive(message, startedAt));
    this.#worker.on('error', (error) => this.#crash(error));
    this.ended = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#die({ by: 'exit', code });
        resolve();
      });
    });
    this.#watchMemory();
  }

  /** Why it takes no invocation any more; undefined while it does. */
  get death(): Death | undefined {
    return this.#death;
  }

  /** Megabytes, the most that was seen. */
  get maxMemoryUsed(): number {
    return this.#maxMemoryUsed;
  }

  get loopTimes(): LoopTimes {
    return this.#worker.performance.eventLoopUtilization();
  }

  /** Runs one invocation. Never rejects; whatever goes wrong is the outcome. */
  async invoke(invoke: Invoke): Promise<Outcome> {
    if (this.#death !== undefined) return { ok: false, error: deathError(invoke.requestId, this.#death) };
    const timeoutMs = this.#fn.timeout * 1000;
    const outcome = new Promise<Outcome>((resolve) => {
      this.#running = { requestId: invoke.requestId, settle: resolve };
    });
    const timer = setTimeout(() => this.#timeOut(invoke.requestId), timeoutMs);
    this.#watchMemory();
    this.#worker.postMessage(invoke);
    try {
      return await outcome;
    } finally {
      clearTimeout(timer);
      this.#memory.unwatch(this.#worker);
    }
  }

  /** Ends the thread, whatever it is doing; {@link ended} tells when it is gone. */
  end(): void {
    this.#die({ by: 'ended' });
  }

  /** Fails whatever waits for this environment and ends its thread; the first cause is the one that counts. */
  #die(death: Death): void {
    if (this.#death !== undefined) return;
    this.#death = death;
    this.#memory.unwatch(this.#worker);
    this.#settleInit?.({ ok: false, failure: death });
    this.#settle({ ok: false, error: deathError(this.#running?.requestId ?? '', death) });
    this.#worker.unref();
    void this.#worker.terminate();
    this.#events.lost();
  }

  #watchMemory(): void {
    this.#memory.watch(this.#worker, this.#fn.memorySize, () => this.#die({ by: 'memory' }));
  }

  #receive(message: FromEnvironment, startedAt: number): void {
    if (message.type === 'log') {
      lineRead(this.#backlog);
      this.#events.log(message.line, message.level);
    } else if (message.type === 'hint') this.#events.hint(message.message);
    else if (message.type === 'authority') this.#events.authority(message);
    else if (message.type === 'ready') {
      this.#memory.unwatch(this.#worker);
      this.#settleInit?.({ ok: true, durationMs: performance.now() - startedAt });
    } else if (message.type === 'failed') {
      this.#die({ by: 'error', error: message.error });
    } else {
      this.#answer(message);
    }
  }

  #answer(answer: Answer): void {
    this.#maxMemoryUsed = Math.max(this.#maxMemoryUsed, answer.memoryBytes / 1024 / 1024);
    if (answer.type === 'response') {
      this.#settle({ ok: true, payload: answer.body });
    } else {
      this.#settle({ ok: false, error: answer.error });
      if (answer.leaving) this.#die({ by: 'error', error: answer.error });
    }
  }

  #timeOut(requestId: string): void {
    const seconds = this.#fn.timeout;
    this.#events.platformLog(`${new Date().toISOString()} ${requestId} ${timeoutText(seconds)}`);
    this.#settle({ ok: false, error: timeoutError(requestId, seconds) });
    this.end();
  }

  /** An error that nobody in the thread caught; its exit follows. */
  #crash(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') this.#die({ by: 'memory' });
    else this.#events.log(error instanceof Error ? (error.stack ?? String(error)) : String(error), 'ERROR');
  }

  #settle(outcome: Outcome): void {
    const running = this.#running;
    this.#running = undefined;
    running?.settle(outcome);
  }
}

/** Lambda's runtimes start Node with these, so that code which AWS cannot load is not loaded here either. */
function nodeFlags(runtime: string): string[] {
  const version = Number(/^nodejs(\d+)/.exec(runtime)?.[1]);
  if (version >= 24) return [];
  const allowed = process.allowedNodeEnvironmentFlags;
  const flags = [
    '--no-experimental-require-module',
    ...(version === 22 ? ['--no-experimental-detect-module'] : []),
  ];
  return flags.filter((flag) => allowed.has(flag));
}
