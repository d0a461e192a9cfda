/** The start of an execution environment: the init phase, once more within the invocation when it takes too long. */
import { INIT_TIMEOUT_MS } from '../limits.ts';
import type { Environment, InitFailure } from './environment.ts';

export type Booted =
  | { readonly ok: true; readonly environment: Environment; readonly initDurationMs: number }
  | { readonly ok: false; readonly failure: InitFailure };

/**
 * @param create - a new environment whose init phase may take so long, milliseconds; called before this returns.
 * @param mayRetry - whether an init phase that took too long is to start again.
 * @throws what Node throws when the machine gives no more threads.
 */
export async function boot(
  create: (initTimeoutMs: number) => Environment,
  timeoutMs: number,
  mayRetry: () => boolean,
): Promise<Booted> {
  let booted = await attempt(create(INIT_TIMEOUT_MS));
  // As part of the invocation, so under the function's own timeout.
  if (!booted.ok && booted.failure === 'timeout' && mayRetry()) booted = await attempt(create(timeoutMs));
  return booted;
}

async function attempt(environment: Environment): Promise<Booted> {
  const init = await environment.initialised;
  if (!init.ok) return init;
  // It may have ended while that was on its way.
  if (environment.death !== undefined) return { ok: false, failure: environment.death };
  return { ok: true, environment, initDurationMs: init.durationMs };
}
