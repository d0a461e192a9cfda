/** The start of an execution environment: the init phase, once more within the invocation when it takes too long. */
import { INIT_TIMEOUT_MS } from '../limits.ts';
import type { Environment, InitFailure } from './environment.ts';
import type { InitPhase } from './platform-lines.ts';

export type Booted =
  | { readonly ok: true; readonly environment: Environment; readonly initDurationMs: number }
  | NotBooted;

export interface NotBooted {
  readonly ok: false;
  readonly failure: InitFailure;
  /** The one that did not start; there is none when the machine had no thread for it. */
  readonly environment?: Environment;
  /** Of its init phase. */
  readonly initDurationMs: number;
}

/** Creates an environment whose init phase may take so long, milliseconds; a second attempt takes the first's place. */
type Create = (initTimeoutMs: number, phase: InitPhase, first?: Environment) => Environment;

/**
 * @param create - called before this returns.
 * @param mayRetry - whether an init phase that took too long is to start again.
 * @throws what Node throws when the machine gives no more threads.
 */
export async function boot(create: Create, timeoutMs: number, mayRetry: () => boolean): Promise<Booted> {
  const first = create(INIT_TIMEOUT_MS, 'init');
  const booted = await attempt(first);
  if (booted.ok || booted.failure !== 'timeout' || !mayRetry()) return booted;
  // As part of the invocation, so under the function's own timeout.
  return attempt(create(timeoutMs, 'invoke', first));
}

async function attempt(environment: Environment): Promise<Booted> {
  const init = await environment.initialised;
  const { durationMs: initDurationMs } = init;
  if (!init.ok) return { ok: false, environment, initDurationMs, failure: init.failure };
  // It may have ended while that was on its way.
  if (environment.death !== undefined) {
    return { ok: false, environment, initDurationMs, failure: environment.death };
  }
  return { ok: true, environment, initDurationMs };
}
