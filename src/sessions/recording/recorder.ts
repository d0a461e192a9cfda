/**
 * Records what clients do in a session file. The file grows with the conversation, so that a crash loses no more than
 * the last moment. Row `session.recorded`.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { EmulatorError, reasonOf } from '../../errors.ts';
import type { JournalEntry } from '../../journal/facts.ts';
import { waitAtMost } from '../../patience.ts';
import type { Api } from '../../project/api-model.ts';
import { formatFile } from '../../project/problems.ts';
import type { Emulator } from '../../running-emulator.ts';
import type { JsonObject } from '../json-value.ts';
import { VERSION } from '../session-schema.ts';
import { type SessionDocument, sessionText } from '../write-session.ts';
import { isSigned } from './handshake.ts';
import { type Happening, Happenings } from './happening.ts';
import { tableItems } from './table-items.ts';
import { toDocument } from './to-document.ts';

export interface RecorderOptions {
  /** Absolute path of the file. */
  readonly file: string;
  /** Absolute path of the folder in which the command runs. */
  readonly cwd: string;
  /** Whether a file that is there is written over. */
  readonly force: boolean;
  /** Whether to record what the tables hold at the end. */
  readonly tables: boolean;
}

/** What has been recorded, all in all. */
export interface RecordedSession {
  /** As somebody in `cwd` calls it. */
  readonly file: string;
  readonly clients: number;
  readonly steps: number;
  /** Variables of the environment that a replay needs, in place of secrets. */
  readonly variables: readonly string[];
  /** What a replay cannot do, a sentence each. */
  readonly notes: readonly string[];
}

/** How long the file may be behind, milliseconds; that of a long conversation, so many times as long as writing it takes. */
const BEHIND_MS = 250;
const BEHIND_FACTOR = 20;

/** How long handlers may still change tables, milliseconds. */
const SETTLED_MS = 2000;

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #happenings = new Happenings();
  #tables: Readonly<Record<string, readonly JsonObject[]>> = {};
  #apis: readonly Api[] = [];
  #timer: NodeJS.Timeout | undefined;
  #behindMs = BEHIND_MS;
  #hasEnded = false;

  /** @throws {EmulatorError} `RECORDING_EXISTS`. */
  constructor(options: RecorderOptions) {
    this.#options = options;
    if (!options.force && existsSync(options.file)) {
      throw EmulatorError.of('RECORDING_EXISTS', { file: this.#name });
    }
  }

  /** A reader of the journal. */
  readonly read = (entry: JournalEntry): void => {
    if (this.#hasEnded || !this.#happenings.read(entry)) return;
    this.#timer ??= setTimeout(() => this.#writeSoon(), this.#behindMs).unref();
  };

  /** The project is known from then on. */
  begin({ project }: Emulator): void {
    this.#apis = project.apis;
  }

  /**
   * Writes what there is, at once, and with tables once more when nothing is going on. What happens afterwards is not
   * recorded. Undefined: nobody has connected, and there is no file.
   *
   * @throws {EmulatorError} `RECORDING_UNWRITABLE`.
   */
  async end(emulator: Emulator): Promise<RecordedSession | undefined> {
    try {
      const written = this.#write();
      if (written === undefined || !this.#options.tables) return written;
      await waitAtMost(SETTLED_MS, emulator.settled());
      this.#tables = await tableItems(emulator);
      return this.#write();
    } finally {
      this.#hasEnded = true;
      clearTimeout(this.#timer);
    }
  }

  #writeSoon(): void {
    this.#timer = undefined;
    const start = performance.now();
    try {
      this.#write();
    } catch {
      // It is said at the end, if it is still so.
    }
    this.#behindMs = Math.max(BEHIND_MS, (performance.now() - start) * BEHIND_FACTOR);
  }

  #write(): RecordedSession | undefined {
    const { list: happenings } = this.#happenings;
    if (happenings.length === 0) return undefined;
    const recording = { happenings, firstApi: this.#apis[0]?.name, tables: this.#tables, now: Date.now() };
    const { document, clients, variables } = toDocument(recording);
    const notes = [...this.#happenings.notes, ...this.#notesOn(happenings)];
    this.#writeFile(document, notes);
    const { length: steps } = document.steps;
    return { file: this.#name, clients, steps, variables, notes };
  }

  #notesOn(happenings: readonly Happening[]): readonly string[] {
    const handshakes = happenings.filter((one) => one.type === 'connect' || one.type === 'refused');
    const otherStages = happenings.flatMap((one) => {
      const [first] = this.#apis.find(({ name }) => one.type === 'connect' && name === one.api)?.stages ?? [];
      const isOther = first !== undefined && one.type === 'connect' && one.stage !== first.name;
      return isOther ? [`A replay connects to ${one.api}/${first.name}, not to ${one.stage}.`] : [];
    });
    const signed = handshakes.some(isSigned)
      ? ['Signatures of requests expire; a replay needs new ones.']
      : [];
    return [...new Set(otherStages), ...signed];
  }

  #writeFile(document: SessionDocument, comments: readonly string[]): void {
    const { file, cwd } = this.#options;
    const installed = join(cwd, 'node_modules/apigateway-websocket-emulator/session.schema.json');
    const path = relative(dirname(file), installed).replaceAll('\\', '/');
    const schema = path.startsWith('.') ? path : `./${path}`;
    const json = { $schema: schema, version: VERSION, ...document };
    const text = file.endsWith('.json')
      ? `${JSON.stringify(json, null, 2)}\n`
      : sessionText(document, { schema, comments });
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } catch (error) {
      const reason = reasonOf(error);
      throw EmulatorError.of('RECORDING_UNWRITABLE', { file: this.#name, reason });
    }
  }

  get #name(): string {
    return formatFile(this.#options.file, this.#options.cwd);
  }
}
