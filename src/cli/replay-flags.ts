/** What the values of `emulator replay`'s flags have to be like. */
import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../sessions/durations.ts';
import { parseTarget, type Target } from '../sessions/target.ts';

/** Exit code when nothing could be played: a file is broken, a flag is wrong, the project does not start. */
export const EXIT_NOT_PLAYED = 2;

/** Whether a session of this file and name is meant. */
export type Filter = (text: string) => boolean;

/** A text that is found in it, or `/a regular expression/`. */
export function parseFilter(text: string): Filter {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  if (source === undefined) return (name) => name.includes(text);
  try {
    const pattern = new RegExp(source, flags?.replace(/[gy]/g, ''));
    return (name) => pattern.test(name);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? `${error.message}.` : String(error));
  }
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST) return count;
  throw new InvalidArgumentError(`It is a whole number from 1 to ${MOST}.`);
}

const MOST = 1_000_000;

export function parseWithin(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
  throw new InvalidArgumentError('It is a duration such as 350ms, 5s or 2m.');
}

export function collectTargets(text: string, previous: readonly Target[] = []): readonly Target[] {
  const target = parseTarget(text);
  if ('problem' in target) throw new InvalidArgumentError(target.problem);
  return [...previous, target];
}
