/**
 * What came of what was played, sessions and event cases alike: the terminal's report, JUnit and JSON are made of it.
 * Plain data.
 */
import type { TimelineEntry } from '../testing/timeline.ts';
import type { Comparison } from './difference.ts';
import type { Place } from './session.ts';
import type { Correction } from './update/correction.ts';

/** Why a session or an event case failed: the first thing that was not as expected. */
export interface Failure {
  readonly place: Place;
  /** The step as people name it: `receive alice`. */
  readonly step: string;
  /** What is wrong, without a full stop. */
  readonly what: string;
  /** What was expected, and what there was instead. */
  readonly comparison: Comparison | undefined;
  /** What happened so far in the session. */
  readonly conversation: readonly TimelineEntry[];
  /** What functions logged since the step before. */
  readonly logs: readonly string[];
}

/** A session or an event case that was played. */
export interface Played {
  readonly kind: 'session' | 'event';
  /** Absolute path. */
  readonly file: string;
  /** Where it begins in the file, from 1. */
  readonly line: number;
  readonly name: string;
  /** Of several times (`--repeat`) which one, from 1. */
  readonly round: number | undefined;
  readonly outcome: 'passed' | 'failed';
  readonly durationMs: number;
  /** What is to be known of a session that passed, such as steps that a target has no means for. */
  readonly notes: readonly string[];
  /** Set when it failed. */
  readonly failure: Failure | undefined;
  /** What its file should say instead, and with `--update` says. */
  readonly corrections: readonly Correction[];
}

/** All that was played. */
export interface Playing {
  readonly played: readonly Played[];
  /** How many were not played any more, after `--bail` or Ctrl-C. */
  readonly notPlayed: number;
  readonly durationMs: number;
  readonly isInterrupted: boolean;
}

/** How many passed and failed. */
export function countOutcomes(played: readonly Played[]): {
  readonly passed: number;
  readonly failed: number;
} {
  const passed = played.filter(({ outcome }) => outcome === 'passed').length;
  return { passed, failed: played.length - passed };
}

/** The name, with the round where there are several. */
export function titleOf({ name, round }: Pick<Played, 'name' | 'round'>): string {
  return round === undefined ? name : `${name} (${round})`;
}
