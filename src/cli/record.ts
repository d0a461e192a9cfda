/** `emulator record` and `start --record`: what clients do, as a session file. */
import { resolve } from 'node:path';
import type { JournalReader } from '../journal/journal.ts';
import { formatFile } from '../project/problems.ts';
import type { Emulator } from '../running-emulator.ts';
import { type RecordedSession, Recorder } from '../sessions/recording/recorder.ts';

export interface RecordFlags {
  readonly tables?: boolean;
  readonly force?: boolean;
}

/** What the command does with a recording. */
export interface Recording {
  /** The session file, as people call it. */
  readonly file: string;
  /** A reader of the journal. */
  readonly read: JournalReader;
  /** The project is known from then on. */
  begin(emulator: Emulator): void;
  /**
   * Writes the file, at once, and says so.
   * @returns what is printed: text, or a line of JSON.
   * @throws {EmulatorError} `RECORDING_UNWRITABLE`.
   */
  finish(emulator: Emulator): Promise<string>;
}

/**
 * @param file - relative to the folder in which the command runs.
 * @param json - whether the output is for machines.
 * @throws {EmulatorError} `RECORDING_EXISTS`.
 */
export function openRecording(file: string, { tables, force }: RecordFlags, json: boolean): Recording {
  const cwd = process.cwd();
  const options = { file: resolve(cwd, file), cwd, tables: tables ?? false, force: force ?? false };
  const recorder = new Recorder(options);
  return {
    file: formatFile(options.file, cwd),
    read: recorder.read,
    begin: (emulator) => recorder.begin(emulator),
    async finish(emulator) {
      const recorded = await recorder.end(emulator);
      if (json) return `${JSON.stringify({ type: 'recorded', at: Date.now(), ...recorded })}\n`;
      return recorded === undefined ? NOTHING : describe(recorded);
    },
  };
}

const NOTHING = 'nothing was recorded, for no client came; no file is written\n';

function describe({ file, clients, steps, variables, notes }: RecordedSession): string {
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
  const variable = variables.map((name) => `${name}=…`).join(' ');
  const path = /\s/.test(file) ? JSON.stringify(file) : file;
  return [
    `recorded ${count(clients, 'client')}, ${count(steps, 'step')}: ${file}`,
    ...notes.map((note) => `  note  ${note}`),
    ...(variables.length === 0
      ? []
      : ['  note  Secrets are not in the file; a replay takes them from the environment.']),
    `Replay it: ${[variable, 'npx emulator replay', path].filter(Boolean).join(' ')}`,
    '',
  ].join('\n');
}
