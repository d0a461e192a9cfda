/** Plays many, several at once, until all are done, enough have failed, or Ctrl-C. Rows `replay.parallel`, `replay.bail`. */
import { setTimeout } from 'node:timers/promises';
import { countOutcomes, type Played, type Playing } from './played.ts';

/** Something to play: a session, or an event case. */
export interface Playable<Place> {
  /** Which time of several. */
  readonly round: number | undefined;
  /** @returns undefined when it was interrupted. */
  play(place: Place, signal: AbortSignal): Promise<Played | undefined>;
}

/** Where one is played after another. */
export interface Host<Place> {
  /** Whether the first there takes long, for all has to be started. */
  readonly startsCold: boolean;
  ready(): Promise<Place>;
  close(): Promise<void>;
}

/** How it goes, whatever is played. */
export interface Course {
  /** After so many failures nothing more is begun. */
  readonly bail: number | undefined;
  readonly signal: AbortSignal;
  readonly onPlayed: (played: Played) => void;
}

/**
 * How long the others wait for the first to be played on a host, milliseconds: when all start at once, what is cold
 * takes longer than functions may.
 */
const TURN_MS = 2000;

/** @param hosts - as many as play at once. */
export async function replay<Place>(
  playables: readonly Playable<Place>[],
  hosts: readonly Host<Place>[],
  { bail, signal, onPlayed }: Course,
): Promise<Playing> {
  const start = performance.now();
  const played: Played[] = [];
  const left = [...playables];
  const failing = new AbortController();
  const isOver = () =>
    signal.aborted || failing.signal.aborted || (bail !== undefined && countOutcomes(played).failed >= bail);
  const take = () => (isOver() ? undefined : left.shift());
  const playOn = async (host: Host<Place>, onFirst: () => void) => {
    for (let next = take(); next !== undefined; next = take()) {
      const result = await next.play(await host.ready(), signal);
      onFirst();
      if (result === undefined) return;
      const one = { ...result, round: next.round };
      played.push(one);
      onPlayed(one);
    }
  };
  let before: Promise<unknown> = Promise.resolve();
  const playing = hosts.map((host) => {
    const turn = before;
    let onFirst = () => {};
    const first = new Promise<void>((resolve) => {
      onFirst = resolve;
    });
    const moment = () => setTimeout(TURN_MS, undefined, { ref: false });
    before = host.startsCold ? turn.then(() => Promise.race([first, moment()])) : turn;
    return turn
      .then(() => playOn(host, onFirst))
      .catch((error: unknown) => {
        failing.abort();
        throw error;
      })
      .finally(onFirst);
  });
  const ends = await Promise.allSettled(playing);
  const closed = await Promise.allSettled(hosts.map((host) => host.close()));
  for (const end of [...ends, ...closed]) if (end.status === 'rejected') throw end.reason;
  return {
    played,
    notPlayed: playables.length - played.length,
    durationMs: performance.now() - start,
    isInterrupted: signal.aborted,
  };
}
