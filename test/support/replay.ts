/** `emulator replay` as users run it, on session files that a test writes. */

import { type Ended, useCommand } from './process.ts';
import type { Files } from './project.ts';
import { useFiles } from './project.ts';

/** What `--json` says of one. */
interface Result {
  readonly kind: 'session' | 'event';
  readonly name: string;
  readonly file: string;
  readonly outcome: 'passed' | 'failed';
  readonly round?: number;
  readonly durationMs: number;
  readonly notes: readonly string[];
  readonly updated?: number;
  readonly failure?: {
    readonly place: { readonly file: string; readonly line: number; readonly column: number };
    readonly step: string;
    readonly what: string;
    readonly comparison?: { readonly expected: unknown; readonly received: unknown };
    readonly conversation: readonly { readonly who: string; readonly mark: string; readonly text: string }[];
    readonly logs: readonly string[];
  };
}

export interface Replayed extends Ended {
  readonly outcome: string;
  readonly results: readonly Result[];
  readonly notPlayed: number;
  /** Of the one session with this name. */
  of(name: string): Result;
}

/** Sessions by name, each as its steps are written: lines without `version` and `steps`. */
export type Steps = Readonly<Record<string, string>>;

/** Session files of these. */
export function sessionFiles(sessions: Steps): Files {
  return Object.fromEntries(
    Object.entries(sessions).map(([name, steps]) => [`sessions/${name}.session.yaml`, sessionText(steps)]),
  );
}

export function sessionText(steps: string): string {
  const lines = steps
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.replace(/^ {6}/, ''));
  return `version: 1\n${lines.join('\n')}\n`;
}

/** Runs `emulator replay --json` in the folder. */
export async function replayIn(
  cwd: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Replayed> {
  const ended = await useCommand(['replay', ...args, '--json'], { cwd, env }).ended;
  if (ended.stdout === '') throw new Error(ended.stderr);
  const { outcome, results = [], notPlayed } = JSON.parse(ended.stdout);
  const of = (name: string) => {
    const found = results.find((result: Result) => result.name === name);
    if (found === undefined) throw new Error(`no session ${name} in ${ended.stdout}`);
    return found;
  };
  return { ...ended, outcome, results, notPlayed, of };
}

/** A folder with a project and sessions. */
export function useSessions(project: Files, sessions: Steps): Promise<string> {
  return useFiles({ ...project, ...sessionFiles(sessions) });
}
