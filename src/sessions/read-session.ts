/**
 * Reads session files: YAML or JSON, everything that is wrong at once, each with its line.
 * Rows `session.format`, `session.problems`.
 */
import { basename } from 'node:path';
import { EmulatorError } from '../errors.ts';
import { type FiledProblem, reportOf } from '../project/problems.ts';
import { checkShape, type Dialect } from '../project/shape/check.ts';
import { reportMisfits } from '../project/shape/report.ts';
import {
  type Entry,
  entriesOf,
  entryOf,
  itemsOf,
  type Node,
  nodeAt,
  toText,
  toValue,
} from '../project/source/node.ts';
import { ProblemList } from '../project/source/problem-list.ts';
import { Conversation } from './conversation.ts';
import { isName } from './placeholders.ts';
import { readPattern } from './read-pattern.ts';
import { readStep } from './read-step.ts';
import type { Pattern, Session } from './session.ts';
import { outerSchema } from './session-schema.ts';
import { type VerbStep, verbOf } from './step-verb.ts';
import { type FileWords, filedProblems, parseWritten, readFileText } from './written-file.ts';

export type SessionReading =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly problems: readonly FiledProblem[] };

/** Where `{{env:NAME}}` is looked up. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads all of them, or says what is wrong with any.
 *
 * @param files - absolute paths.
 * @param cwd - absolute path that reported file names are relative to.
 * @throws {EmulatorError} `SESSION_INVALID`.
 */
export async function readSessions(
  files: readonly string[],
  cwd: string,
  environment: Environment = process.env,
): Promise<readonly Session[]> {
  const readings = await Promise.all(files.map((file) => readSession(file, environment)));
  const problems = readings.flatMap((reading) => (reading.ok ? [] : reading.problems));
  if (problems.length > 0) throw invalidSessions(problems, cwd);
  return readings.flatMap((reading) => (reading.ok ? [reading.session] : []));
}

export function invalidSessions(problems: readonly FiledProblem[], cwd: string): EmulatorError {
  const one = new Set(problems.map(({ file }) => file)).size === 1;
  return EmulatorError.of('SESSION_INVALID', reportOf(problems, cwd, one ? 'the session' : 'the sessions'));
}

/** @param file - absolute path of a file that ends in `.yaml`, `.yml` or `.json`. */
export async function readSession(
  file: string,
  environment: Environment = process.env,
): Promise<SessionReading> {
  const reading = await readFileText(file);
  return reading.ok ? parseSession(file, reading.text, environment) : reading;
}

const WORDS: FileWords = {
  what: 'a session',
  yaml: '"version: 1" and "steps:", each with a line such as "- connect: alice" below',
  json: '{ "version": 1, "steps": [{ "connect": "alice" }] }',
};

/** {@link readSession} of a text. */
export async function parseSession(
  file: string,
  text: string,
  environment: Environment = process.env,
): Promise<SessionReading> {
  const written = await parseWritten(file, text, WORDS);
  if (!written.ok) return written;
  const problems = new ProblemList();
  const session = toSession(file, written.node, written.dialect, environment, problems);
  return problems.problems.length > 0
    ? { ok: false, problems: filedProblems(problems) }
    : { ok: true, session };
}

function toSession(
  file: string,
  node: Node,
  dialect: Dialect,
  environment: Environment,
  problems: ProblemList,
): Session {
  const { misfits } = checkShape(outerSchema, toValue(node), dialect);
  reportMisfits(misfits, node, problems);
  const written = itemsOf(nodeAt(node, 'steps')).map((step) => verbOf(step, problems));
  const described = entriesOf(nodeAt(node, 'clients'));
  const clients = namesOf(described, written, problems);
  const conversation = new Conversation(clients, problems, environment);
  const seed = entriesOf(nodeAt(node, 'seed')).map(([table, { value }]): [string, readonly Pattern[]] => [
    table,
    itemsOf(value).map((item) => readPattern(item, problems, conversation.sends)),
  ]);
  const context = {
    problems,
    conversation,
    dialect,
    clientNode: (name: string) => described.find(([other]) => other === name)?.[1].value,
  };
  const steps = written.flatMap((step) => (step === undefined ? [] : [readStep(step, context)]));
  if (written.length === 0 && nodeAt(node, 'steps')?.kind === 'list') {
    problems.add(
      nodeAt(node, 'steps')?.at ?? node.at,
      'the session has no steps; write one, such as "connect: alice"',
    );
  }
  return {
    file,
    name: toText(nodeAt(node, 'name')) ?? nameOf(file),
    clients,
    seed: Object.fromEntries(seed),
    environment: conversation.variables,
    steps,
  };
}

/** Of all clients, in the order in which they appear; says which names are none. */
function namesOf(
  described: readonly (readonly [string, Entry])[],
  steps: readonly (VerbStep | undefined)[],
  problems: ProblemList,
): readonly string[] {
  const places = described.map(([name, { key }]) => ({ name, at: key }));
  const connected = steps.flatMap((step) => {
    const node = entryOf(step?.node, 'connect')?.value;
    const name = toText(node);
    return node === undefined || name === undefined ? [] : [{ name, at: node.at }];
  });
  for (const { name, at } of [...places, ...connected]) {
    if (isName(name)) continue;
    const sentence =
      name === 'env'
        ? 'no client can be called so, for {{env:NAME}} is a variable of the environment'
        : `a client's name is letters, digits, "-" and "_", and begins with a letter; found ${JSON.stringify(name)}`;
    problems.add(at, sentence);
  }
  return [...new Set([...places, ...connected].map(({ name }) => name))];
}

function nameOf(file: string): string {
  return basename(file).replace(/(\.session)?\.[^.]*$/, '');
}
