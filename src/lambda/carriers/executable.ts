/**
 * An execution environment in a process of any language, which asks for its invocations by the Runtime API.
 * Rows `lambda.provided*`, `lambda.python*`.
 */
import type { LambdaFunction } from '../../project/model.ts';
import type { Command } from '../executables/command.ts';
import { processVariables } from '../executables/process-variables.ts';
import type { TrustBundle } from '../executables/trust-bundle.ts';
import type { Outcome } from '../outcomes.ts';
import { keptOfWritten, logSettings } from '../runtime/log-format.ts';
import type { BridgeSettings, ToEnvironment } from '../runtime/protocol.ts';
import { proxyConnection } from '../runtime-api/connect-proxy.ts';
import { listenForRuntime, type RuntimeListener } from '../runtime-api/listener.ts';
import { RuntimeApi } from '../runtime-api/runtime-api.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { type Child, startChild } from './child.ts';
import { loopTimesOf, memoryOf, watchMemory } from './child-usage.ts';

const MB = 1024 * 1024;

export interface ExecutableServices {
  readonly bridge: BridgeSettings;
  readonly trust: TrustBundle;
  /** The same for all of the function's environments; a text is why there is no program. */
  command(): Promise<Command | string>;
}

export function startExecutable(
  fn: LambdaFunction,
  variables: Record<string, string>,
  services: ExecutableServices,
  events: CarrierEvents,
): Carrier {
  const environment = new ExecutableEnvironment(fn, variables, services, events);
  void environment.start();
  return environment;
}

class ExecutableEnvironment implements Carrier {
  readonly #fn: LambdaFunction;
  readonly #variables: Record<string, string>;
  readonly #services: ExecutableServices;
  readonly #events: CarrierEvents;
  readonly #startedAt = performance.now();
  readonly #api: RuntimeApi;
  #listener: RuntimeListener | undefined;
  #child: Child | undefined;
  #unwatch: (() => void) | undefined;
  #isWorking = false;
  #isEnding = false;
  #isGone = false;
  #rest: { readonly over: Promise<void>; end(): void } | undefined;

  constructor(
    fn: LambdaFunction,
    variables: Record<string, string>,
    services: ExecutableServices,
    events: CarrierEvents,
  ) {
    this.#fn = fn;
    this.#variables = variables;
    this.#services = services;
    this.#events = events;
    this.#api = new RuntimeApi({
      ready: () => events.message({ type: 'ready' }),
      initFailed: (error) => void afterOutput().then(() => events.message({ type: 'failed', error })),
      outcome: (outcome) => void afterOutput().then(() => this.#answer(outcome)),
      rested: () => this.#endRest(),
    });
  }

  get loopTimes() {
    if (this.#child !== undefined) return loopTimesOf(this.#child.pid, this.#startedAt);
    return { active: performance.now() - this.#startedAt, idle: 0 };
  }

  send(message: ToEnvironment): void {
    // Code that was compiled is Node's alone.
    if ('type' in message) return;
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#rest = { over, end };
    this.#api.invoke(message);
  }

  rested(): Promise<void> | undefined {
    return this.#rest?.over;
  }

  watch(isWorking: boolean): void {
    this.#isWorking = isWorking;
    this.#unwatch?.();
    this.#unwatch = undefined;
    if (!isWorking || this.#child === undefined) return;
    const { pid } = this.#child;
    this.#unwatch = watchMemory(
      pid,
      this.#limit,
      ({ resident }) => this.#used(resident),
      this.#events.outgrown,
    );
  }

  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    if (this.#child === undefined) this.#gone(0);
    else this.#child.end();
  }

  async start(): Promise<void> {
    try {
      const [command, trusted, listener] = await Promise.all([
        this.#services.command(),
        this.#services.trust.file(),
        this.#listen(),
      ]);
      if (this.#isEnding) return;
      if (typeof command === 'string') return this.#notStarted(command);
      if (command.notice !== undefined) this.#events.message({ type: 'hint', message: command.notice });
      this.#events.message({ type: 'loaded', files: command.sources });
      const { address } = listener;
      this.#child = startChild(
        {
          file: command.file,
          args: command.args,
          cwd: this.#fn.codeUri,
          env: {
            ...processVariables(this.#services.bridge, address, trusted),
            ...this.#variables,
            AWS_LAMBDA_RUNTIME_API: address,
          },
        },
        {
          printed: (text) => this.#printed(text),
          exited: (by) => this.#gone(by),
        },
      );
      this.watch(this.#isWorking);
    } catch (error) {
      this.#notStarted(startFailure(error));
    }
  }

  async #listen(): Promise<RuntimeListener> {
    const listener = await listenForRuntime(this.#api, (request, socket, head) =>
      proxyConnection(this.#services.bridge, request, socket, head),
    );
    if (this.#isGone) listener.close();
    this.#listener = listener;
    return listener;
  }

  #answer(outcome: Outcome): void {
    const pid = this.#child?.pid;
    const memoryBytes = Math.min(pid === undefined ? 0 : (memoryOf(pid)?.resident ?? 0), this.#limit);
    this.#events.message(
      outcome.ok
        ? { type: 'response', memoryBytes, body: outcome.payload }
        : { type: 'error', memoryBytes, error: outcome.error, leaving: false },
    );
  }

  get #limit(): number {
    return this.#fn.memorySize * MB;
  }

  /** Lambda never reports more than there is. */
  #used(bytes: number): void {
    this.#events.used(Math.min(bytes, this.#limit));
  }

  /** In the JSON format Lambda filters what is written by its level. */
  #printed(text: string): void {
    for (const line of keptOfWritten(text, logSettings(this.#variables))) {
      this.#events.message({ type: 'log', level: undefined, line });
    }
  }

  #notStarted(reason: string): void {
    this.#events.notStarted(reason);
    this.#gone(0);
  }

  #gone(by: number | string): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#isEnding = true;
    this.#unwatch?.();
    this.#listener?.close();
    this.#endRest();
    this.#events.exited(by);
  }

  #endRest(): void {
    this.#rest?.end();
    this.#rest = undefined;
  }
}

/** What the process printed before it posted has come when the event loop has gone round. */
async function afterOutput(): Promise<void> {
  for (let rounds = 0; rounds < 2; rounds++) await new Promise((resolve) => setImmediate(resolve));
}

/** As Go says it on Lambda. */
function startFailure(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (path === undefined || code === undefined) return error instanceof Error ? error.message : String(error);
  const reasons: Record<string, string> = {
    ENOENT: 'no such file or directory',
    EACCES: 'permission denied',
    ENOEXEC: 'exec format error',
  };
  return `fork/exec ${path}: ${reasons[code] ?? code}`;
}
