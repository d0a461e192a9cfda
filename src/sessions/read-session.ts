/**
 * Reads session files: YAML or JSON, everything that is wrong at once, each with its line.
 * Rows `session.format`, `session.problems`.
 */
import { basename } from 'node:path';
import { EmulatorError } from '../errors.ts';
import { type FiledProblem, reportOf } from '../project/problems.ts';
import { checkShape, type Dialect } from '../project/shape/check.ts';
import { preview } from '../project/shape/preview.ts';
import { reportMisfits } from '../project/shape/report.ts';
import { parseJson } from '../project/source/json.ts';
import {
  type Entry,
  entriesOf,
  entryOf,
  itemsOf,
  list,
  mappingOf,
  type Node,
  nodeAt,
  toText,
  toValue,
} from '../project/source/node.ts';
import type { Parsed } from '../project/source/parsed.ts';
import { ProblemList } from '../project/source/problem-list.ts';
import { readText } from '../project/source/read-definition.ts';
import { parseYaml } from '../project/source/yaml.ts';
import { Conversation } from './conversation.ts';
import { hideBraces, showBraces } from './hidden-braces.ts';
import { isName } from './placeholders.ts';
import { readPattern } from './read-pattern.ts';
import { readStep, type VerbStep, verbOf } from './read-step.ts';
import type { Pattern, Session } from './session.ts';
import { outerSchema } from './session-schema.ts';

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
  const alone = (message: string) => ({
    ok: false as const,
    problems: [{ file, place: { line: 1, column: 1 }, message }],
  });
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error;
    return alone(error.message.replace(`${file} `, ''));
  }
  return parseSession(file, text, environment);
}

const SKETCH = '"version: 1" and "steps:", each with a line such as "- connect: alice" below';
const JSON_SKETCH = '{ "version": 1, "steps": [{ "connect": "alice" }] }';

/** {@link readSession} of a text. */
export async function parseSession(
  file: string,
  text: string,
  environment: Environment,
): Promise<SessionReading> {
  const isJson = file.endsWith('.json');
  const sketch = isJson ? JSON_SKETCH : SKETCH;
  const parsed = text.trim() === '' ? undefined : await parse(file, text, isJson);
  if (parsed !== undefined && !parsed.ok) {
    return { ok: false, problems: parsed.problems.map((problem) => ({ file, ...problem })) };
  }
  const problems = new ProblemList();
  const node = parsed?.node;
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) {
    const place = { line: 1, column: 1 };
    return { ok: false, problems: [{ file, place, message: `the file is empty; write ${sketch}` }] };
  }
  if (node.kind !== 'mapping') {
    problems.add(node.at, `expected a session, found ${preview(toValue(node))}; write ${sketch}`);
    return { ok: false, problems: problems.filed };
  }
  const session = toSession(file, node, isJson ? JSON_DIALECT : YAML_DIALECT, environment, problems);
  if (problems.problems.length === 0) return { ok: true, session };
  // Paths have the keys as the parser saw them.
  const shownProblem = (problem: FiledProblem) => ({ ...problem, message: showBraces(problem.message) });
  return { ok: false, problems: problems.filed.map(shownProblem) };
}

async function parse(file: string, text: string, isJson: boolean): Promise<Parsed> {
  if (isJson) return parseJson(file, text);
  const parsed = parseYaml(file, hideBraces(text));
  if (parsed.ok) return { ok: true, node: shown(parsed.node) };
  return {
    ok: false,
    problems: parsed.problems.map(({ place, message }) => ({ place, message: showBraces(message) })),
  };
}

/** With the placeholders as they are written. */
function shown(node: Node): Node {
  if (node.kind === 'list') return list(node.items.map(shown), node.at);
  if (node.kind === 'mapping') {
    const entries = [...node.entries].map(([key, entry]): [string, Entry] => [
      showBraces(key),
      { key: entry.key, value: shown(entry.value) },
    ]);
    return mappingOf(new Map(entries), node.at);
  }
  return typeof node.value === 'string' ? { ...node, value: showBraces(node.value) } : node;
}

const dialect = (entry: Dialect['entry']): Dialect => ({
  entry,
  otherNames: () => [],
  hasFurtherKeys: false,
});
const JSON_DIALECT = dialect((key, value) => `"${key}": ${JSON.stringify(value)}`);
const YAML_DIALECT = dialect(
  (key, value) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
);

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
