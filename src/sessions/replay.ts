/** Plays many, several at once, until all are done, enough have failed, or Ctrl-C. Rows `replay.*`. */
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
  const playOn = async (host: Host<Place>) => {
    for (let next = left.shift(); next !== undefined; next = isOver() ? undefined : left.shift()) {
      const result = await next.play(await host.ready(), signal);
      if (result === undefined) return;
      const one = { ...result, round: next.round };
      played.push(one);
      onPlayed(one);
    }
  };
  const playing = hosts.map((host) =>
    playOn(host).catch((error: unknown) => {
      failing.abort();
      throw error;
    }),
  );
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
