/**
 * Every error that the emulator itself can raise, in one table: the code, whose fault it is, and the sentence.
 *
 * A sentence says what happened, with what, why, and what to do. What a user got wrong is printed without a
 * stack; what we got wrong is printed with one. `docs/errors.md` lists the same codes, held to it by a test.
 */

/** One of the mistakes in a project's definition, or in a session file. */
export interface DefinitionProblem {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** What it is about, what is wrong, and what to write instead. */
  readonly message: string;
}

const ERRORS = {
  PROJECT_NOT_FOUND: {
    fault: 'user',
    message: (d: { cwd: string }) =>
      `No project found in ${d.cwd}: there is no emulator.config.json, .js, .mjs or .ts, no template.yaml, .yml or .json (SAM, CloudFormation), no cdk.json, no serverless.yml, .yaml, .json, .ts, .js, .mjs or .cjs, and no folder handlers. Write one (see the README), or name a file: emulator start --config path/to/template.yaml`,
  },
  PROJECT_AMBIGUOUS: {
    fault: 'user',
    message: (d: { files: string }) =>
      `Several project definitions found: ${d.files}. Keep one, or choose it: emulator start --config <file>`,
  },
  PROJECT_NOT_SYNTHESIZED: {
    fault: 'user',
    message: (d: { cwd: string }) =>
      `${d.cwd} has a CDK app (cdk.json), but there is no template in its cdk.out. Make them with "npx cdk synth", then start again; of an app that writes elsewhere, name the folder: emulator start --config <folder>`,
  },
  PROJECT_FILE_UNREADABLE: {
    fault: 'user',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}`,
  },
  PROJECT_INVALID: {
    fault: 'user',
    message: (d: { report: string; problems: readonly DefinitionProblem[] }) => d.report,
  },
  PARAMETERS_INVALID: {
    fault: 'user',
    message: (d: { problem: string }) => `--parameter-overrides: ${d.problem}.`,
  },
  SEED_TABLE_UNKNOWN: {
    fault: 'user',
    message: (d: { table: string; tables: string }) =>
      `There is no table "${d.table}" to seed in this project. It has: ${d.tables}.`,
  },
  PROJECT_NEEDS_RESTART: {
    fault: 'user',
    message: (d: { file: string; what: string }) =>
      `${d.file}: ${d.what} cannot change while the emulator runs. Stop it and start it again.`,
  },
  PORT_IN_USE: {
    fault: 'user',
    message: (d: { port: number; host: string }) =>
      `Port ${d.port} on ${d.host} is already in use. Stop the program that listens there, or choose another port: emulator start --port ${d.port < 65_535 ? d.port + 1 : d.port - 1} (--port 0 takes a free one).`,
  },
  PORT_NOT_ALLOWED: {
    fault: 'user',
    message: (d: { port: number; host: string; reason: string }) =>
      `The emulator cannot listen on ${d.host}, port ${d.port}: ${d.reason}. Choose another address or port: emulator start --host 127.0.0.1 --port 3001`,
  },
  INSPECTOR_NOT_OPENED: {
    fault: 'user',
    message: (d: { host: string; port: number }) =>
      `The debugger cannot be let in on ${d.host}, port ${d.port}: Node says why above. Perhaps another program is being debugged there; end it, or choose another port: emulator start --inspect ${d.port < 65_535 ? d.port + 1 : d.port - 1} (--inspect 0 takes a free one).`,
  },
  DATA_DIRECTORY_IN_USE: {
    fault: 'user',
    message: (d: { directory: string; owner: string }) =>
      `The data directory ${d.directory} is in use by ${d.owner}. Two emulators cannot share one: stop the other, or choose another directory with --data.`,
  },
  DATA_DIRECTORY_UNUSABLE: {
    fault: 'user',
    message: (d: { directory: string; reason: string }) =>
      `The data directory ${d.directory} cannot be used: ${d.reason}. Choose another one with --data, or leave --data out to keep tables in memory.`,
  },
  DYNAMODB_UNREACHABLE: {
    fault: 'user',
    message: (d: { endpoint: string; reason: string }) =>
      `No DynamoDB answers at ${d.endpoint}: ${d.reason}. Start it first, or leave --dynamodb-endpoint out to use the built-in engine.`,
  },
  TABLE_NOT_CREATED: {
    fault: 'user',
    message: (d: { table: string; place: string; reason: string }) =>
      `${d.place}: table "${d.table}" could not be created: ${d.reason}`,
  },
  TABLE_DIFFERS: {
    fault: 'user',
    message: (d: { table: string; place: string; found: string; expected: string }) =>
      `${d.place}: table "${d.table}" already exists with the key ${d.found}, but the project says ${d.expected}. Delete that table (with --data, the data directory), or change the definition back.`,
  },
  TABLE_NOT_SEEDED: {
    fault: 'user',
    message: (d: { table: string; place: string; file: string; reason: string }) =>
      `${d.place}: the items of ${d.file} could not be written to table "${d.table}": ${d.reason}`,
  },
  DYNAMODB_ENGINE_FAILED: {
    fault: 'emulator',
    message: (d: { reason: string }) => `The DynamoDB engine did not start: ${d.reason}`,
  },
  CERTIFICATE_CACHE_UNUSABLE: {
    fault: 'user',
    message: (d: { directory: string; reason: string }) =>
      `The local certificate authority cannot be kept in ${d.directory}: ${d.reason}. Make that directory writable, or set EMULATOR_CACHE_DIR to another one.`,
  },
  ACCESS_LOG_UNWRITABLE: {
    fault: 'user',
    message: (d: { file: string; reason: string }) =>
      `The access log cannot be written to ${d.file}: ${d.reason}. Nothing more is written there; change accessLogSettings.destination, or make the file writable, and start again.`,
  },
  EMULATOR_NOT_RUNNING: {
    fault: 'user',
    message: (d: { port: number }) =>
      `No emulator answers on port ${d.port}. Start one (emulator start), or say where it is: emulator connect ws://localhost:3001/dev`,
  },
  ADDRESS_INVALID: {
    fault: 'user',
    message: (d: { address: string; reason: string }) =>
      `"${d.address}" is no address to connect to: ${d.reason}. Write one like ws://localhost:3001/dev.`,
  },
  HEADER_INVALID: {
    fault: 'user',
    message: (d: { header: string }) =>
      `"${d.header}" is no header: write a name, a colon and a value, such as -H "Authorization: Bearer abc".`,
  },
  RESET_IMPOSSIBLE: {
    fault: 'user',
    message: (d: { where: string }) =>
      `The tables are not the emulator's alone (they are ${d.where}), so reset() does not empty them. Start without a data directory and without a DynamoDB endpoint.`,
  },
  RESET_BLOCKED: {
    fault: 'user',
    message: (d: { seconds: number; functions: string }) =>
      `reset() has waited ${d.seconds} seconds for what still runs: ${d.functions}. Wait for it in the test, or let it end sooner.`,
  },
  EVENT_SETTINGS_INVALID: {
    fault: 'user',
    message: (d: { mistakes: readonly string[] }) =>
      d.mistakes.length === 1
        ? `No such event can be made: ${d.mistakes[0]}`
        : `No such event can be made:\n${d.mistakes.map((mistake) => `  ${mistake}`).join('\n')}`,
  },
  EVENT_INVALID: {
    fault: 'user',
    message: (d: { report: string; problems: readonly DefinitionProblem[] }) => d.report,
  },
  SESSION_NOT_FOUND: {
    fault: 'user',
    message: (d: { kind: 'session' | 'event'; place: string; what: 'path' | 'folder' }) => {
      if (d.what === 'path') return `${d.place}: there is no such file or folder.`;
      const files = `*.${d.kind}.yaml, .yml or .json`;
      const advice =
        d.kind === 'session'
          ? 'Record one: emulator record chat.session.yaml'
          : 'Write one, with an event from emulator generate-event.';
      return `There is no ${files} in ${d.place} or in the folders in it. ${advice}`;
    },
  },
  RECORDING_EXISTS: {
    fault: 'user',
    message: (d: { file: string }) =>
      `${d.file} is there already. Name another file, or write over it: --force`,
  },
  RECORDING_UNWRITABLE: {
    fault: 'user',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be written: ${d.reason}`,
  },
  SESSION_INVALID: {
    fault: 'user',
    message: (d: { report: string; problems: readonly DefinitionProblem[] }) => d.report,
  },
  NOTHING_TO_PLAY: {
    fault: 'user',
    message: (d: { cwd: string }) =>
      `No session in ${d.cwd} has a file or a name that --grep is about. Leave --grep out, or write a part of a name.`,
  },
  REPLAY_NEEDS_ENGINE: {
    fault: 'user',
    message: (d: { endpoint: string }) =>
      `The tables of this project are in a DynamoDB that already runs (${d.endpoint}), which no session may empty. Replay a definition without "dynamodb.endpoint", so that the built-in engine is used.`,
  },
  REPORT_UNWRITABLE: {
    fault: 'user',
    message: (d: { file: string; reason: string }) =>
      `The report cannot be written to ${d.file}: ${d.reason}. Name another file.`,
  },
  API_UNKNOWN: {
    fault: 'user',
    message: (d: { name: string; hint: string }) => `There is no API "${d.name}" in this project; ${d.hint}`,
  },
  TABLE_UNKNOWN: {
    fault: 'user',
    message: (d: { name: string; hint: string }) =>
      `There is no table "${d.name}" in this project; ${d.hint}`,
  },
  FUNCTION_UNKNOWN: {
    fault: 'user',
    message: (d: { name: string; names: string; meant?: string | undefined }) =>
      `There is no function "${d.name}" in this project${d.meant === undefined ? '.' : `; did you mean "${d.meant}"?`} It has: ${d.names}.`,
  },
  FAULT_INVALID: {
    fault: 'user',
    message: (d: { problem: string }) => `A fault cannot be set (docs/faults.md shows each): ${d.problem}`,
  },
  FAULT_NEEDS_ENGINE: {
    fault: 'user',
    message: (d: { endpoint: string }) =>
      `Faults of DynamoDB need the built-in engine, for handlers talk straight to ${d.endpoint}. Leave --dynamodb-endpoint and "dynamodb.endpoint" out, or the faults.`,
  },
} as const;

/** The code of an {@link EmulatorError}; `docs/errors.md` explains each. */
export type ErrorCode = keyof typeof ERRORS;

/** Each code and whose fault it is; the documentation's test compares. */
export function errorFaults(): Record<string, 'user' | 'emulator'> {
  return Object.fromEntries(Object.entries(ERRORS).map(([code, { fault }]) => [code, fault]));
}

type Details<Code extends ErrorCode> = Parameters<(typeof ERRORS)[Code]['message']>[0];

/**
 * An error that the emulator foresaw. Its message is meant to be read by the person at the terminal.
 *
 * @example
 * ```ts
 * try {
 *   await startEmulator({ port: 3001 });
 * } catch (error) {
 *   if (!(error instanceof EmulatorError) || error.code !== 'PORT_IN_USE') throw error;
 *   await startEmulator({ port: 0 });
 * }
 * ```
 */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError';
  /** Which error it is; `docs/errors.md` explains each. */
  readonly code: ErrorCode;
  /** `user`: something in the project or on the command line; `emulator`: a defect of ours. */
  readonly fault: 'user' | 'emulator';

  /** What `PROJECT_INVALID` or `SESSION_INVALID` reports, file after file, in the order of each; empty with every other code. */
  readonly problems: readonly DefinitionProblem[];

  private constructor(
    code: ErrorCode,
    message: string,
    problems: readonly DefinitionProblem[],
    cause: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.fault = ERRORS[code].fault;
    this.problems = problems;
  }

  /** Builds the error of this code from the values that its sentence names. */
  static of<Code extends ErrorCode>(code: Code, details: Details<Code>, cause?: unknown): EmulatorError {
    const message = ERRORS[code].message as (details: Details<Code>) => string;
    const problems = 'problems' in details ? details.problems : [];
    return new EmulatorError(code, message(details), problems, cause);
  }
}

/** The message of anything that was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The `code` that Node's own errors carry (`EADDRINUSE`, `ENOENT`, …). */
export function codeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
