/**
 * Answers to several messages that were underway at once may come in another order the next time: where a client got
 * more than one of them, the file has them in any order. Pure; row `session.recorded-races`.
 */
import type { JsonObject } from '../json-value.ts';
import type { Happening } from './happening.ts';

/** @param steps - of the happenings, one each. */
export function withRaces(
  happenings: readonly Happening[],
  steps: readonly JsonObject[],
): readonly JsonObject[] {
  const result: JsonObject[] = [];
  /** What clients have sent, or closed, since something was received; all else is done when the journal tells of it. */
  let underway = 0;
  for (let i = 0; i < steps.length; ) {
    const run = runOfReceived(happenings, i);
    if (run.length === 0) {
      const type = happenings[i]?.type;
      if (type === 'send' || type === 'close') underway++;
      result.push(...steps.slice(i, i + 1));
      i++;
      continue;
    }
    const received = steps.slice(i, i + run.length);
    const clients = new Set(run.map(({ connectionId }) => connectionId));
    if (underway > 1 && clients.size < run.length) result.push({ anyOrder: received });
    else result.push(...received);
    underway = 0;
    i += run.length;
  }
  return result;
}

/** The messages that were received from there on, one after another. */
function runOfReceived(happenings: readonly Happening[], from: number) {
  const run: (Happening & { readonly type: 'receive' })[] = [];
  for (const one of happenings.slice(from)) {
    if (one.type !== 'receive') break;
    run.push(one);
  }
  return run;
}
