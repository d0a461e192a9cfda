/**
 * One execution environment: a thread with the function's code in it that serves one invocation at a time,
 * as on Lambda. Ending the thread is how a timeout, a crash or a leak is kept from everybody else.
 */
import { Worker } from 'node:worker_threads';
import type { LambdaFunction } from '../project/model.ts';
import type { MemoryWatch } from './memory-watch.ts';
import {
  type Death,
  deathError,
  type FunctionError,
  type Outcome,
  timeoutError,
  timeoutText,
} from './outcomes.ts';
import type {
  Answer,
  AuthorityRequest,
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
  /** The thread is gone; an invocation that was running has its outcome already. */
  ended(): void;
}

/** How the init phase went. */
export type Init =
  | { readonly ok: true; readonly durationMs: number }
  | { readonly ok: false; readonly failure: InitFailure };
/** A death names the invocation that it fails, which is not known here. */
export type InitFailure = 'timeout' | Death | FunctionError;

export class Environment {
  readonly logStream: string;
  /** Settles once the handler is loaded, or could not be. */
  readonly initialised: Promise<Init>;
  readonly #fn: LambdaFunction;
  readonly #worker: Worker;
  readonly #events: EnvironmentEvents;
  readonly #memory: MemoryWatch;
  #settleInit: ((init: Init) => void) | undefined;
  #running: { readonly requestId: string; settle(outcome: Outcome): void } | undefined;
  #death: Death | undefined;
  #maxMemoryUsed = 0;
  #usable = true;

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
    this.initialised = new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#settleInit?.({ ok: false, failure: 'timeout' });
        void this.terminate();
      }, initTimeoutMs);
      this.#settleInit = (init) => {
        clearTimeout(timer);
        this.#settleInit = undefined;
        resolve(init);
      };
    });
    this.#worker = new Worker(RUNTIME, {
      name: fn.name,
      env: variables,
      workerData: settings,
      argv: [],
      execArgv: nodeFlags(fn.runtime),
      resourceLimits: { maxOldGenerationSizeMb: fn.memorySize + HEAP_HEADROOM_MB },
    });
    this.#worker.on('message', (message: FromEnvironment) => this.#receive(message, startedAt));
    this.#worker.on('error', (error) => this.#crash(error));
    this.#worker.on('exit', (code) => this.#exit(code));
    this.#watchMemory();
  }

  /** Whether it can take another invocation. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Megabytes, the most that was seen. */
  get maxMemoryUsed(): number {
    return this.#maxMemoryUsed;
  }

  /** Runs one invocation. Never rejects; whatever goes wrong is the outcome. */
  async invoke(invoke: Invoke): Promise<Outcome> {
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

  /** Ends the thread, whatever it is doing. */
  async terminate(): Promise<void> {
    this.#usable = false;
    await this.#worker.terminate();
  }

  #watchMemory(): void {
    this.#memory.watch(this.#worker, this.#fn.memorySize, () => {
      this.#death = { by: 'memory' };
      void this.terminate();
    });
  }

  #receive(message: FromEnvironment, startedAt: number): void {
    if (message.type === 'log') this.#events.log(message.line, message.level);
    else if (message.type === 'hint') this.#events.hint(message.message);
    else if (message.type === 'authority') this.#events.authority(message);
    else if (message.type === 'ready') {
      this.#memory.unwatch(this.#worker);
      this.#settleInit?.({ ok: true, durationMs: performance.now() - startedAt });
    } else if (message.type === 'init-error') {
      this.#settleInit?.({ ok: false, failure: message.error });
      void this.terminate();
    } else {
      this.#answer(message);
    }
  }

  #answer(answer: Answer): void {
    this.#maxMemoryUsed = Math.max(this.#maxMemoryUsed, answer.memoryBytes / 1024 / 1024);
    if (answer.type === 'response') {
      this.#settle({ ok: true, payload: answer.body });
    } else {
      this.#usable &&= !answer.leaving;
      this.#settle({ ok: false, error: answer.error });
    }
  }

  #timeOut(requestId: string): void {
    const seconds = this.#fn.timeout;
    this.#events.platformLog(`${new Date().toISOString()} ${requestId} ${timeoutText(seconds)}`);
    void this.terminate();
    this.#settle({ ok: false, error: timeoutError(requestId, seconds) });
  }

  /** An error that nobody in the thread caught; its exit follows. */
  #crash(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') this.#death = { by: 'memory' };
    else this.#events.log(error instanceof Error ? (error.stack ?? String(error)) : String(error), 'ERROR');
  }

  #exit(code: number): void {
    this.#usable = false;
    this.#memory.unwatch(this.#worker);
    const death = this.#death ?? { by: 'exit', code };
    const requestId = this.#running?.requestId ?? '';
    this.#settleInit?.({ ok: false, failure: death });
    this.#settle({ ok: false, error: deathError(requestId, death) });
    this.#events.ended();
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
