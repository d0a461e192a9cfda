/**
 * Reads event cases: YAML or JSON, everything that is wrong at once, each with its line.
 * Rows `event-case.format`, `event-case.problems`.
 */
import { basename, dirname, resolve } from 'node:path';
import { EmulatorError } from '../../errors.ts';
import { type FiledProblem, reportOf } from '../../project/problems.ts';
import { checkShape, type Dialect } from '../../project/shape/check.ts';
import { reportMisfits } from '../../project/shape/report.ts';
import {
  entriesOf,
  entryOf,
  itemsOf,
  type Mapping,
  type Node,
  toText,
  toValue,
} from '../../project/source/node.ts';
import { ProblemList } from '../../project/source/problem-list.ts';
import { Conversation } from '../conversation.ts';
import { isJsonObject, type JsonValue } from '../json-value.ts';
import { ENVIRONMENT, renderKnown } from '../placeholders.ts';
import { placeOf, readPattern, type Seen } from '../read-pattern.ts';
import type { Environment } from '../read-session.ts';
import type { Expectation } from '../session.ts';
import { type FileWords, filedProblems, parseWritten, readFileText } from '../written-file.ts';
import { caseSchema } from './case-schema.ts';
import type { CaseEvent, EventCase, TableItems } from './event-case.ts';
import { readJsonEvents } from './json-events.ts';
import { readGenerate } from './read-generate.ts';

type CaseReading =
  | { readonly ok: true; readonly eventCase: EventCase }
  | { readonly ok: false; readonly problems: readonly FiledProblem[] };

/**
 * Reads all of them, or says what is wrong with any.
 *
 * @param files - absolute paths.
 * @param cwd - absolute path that reported file names are relative to.
 * @throws {EmulatorError} `EVENT_INVALID`.
 */
export async function readEventCases(
  files: readonly string[],
  cwd: string,
  environment: Environment = process.env,
): Promise<readonly EventCase[]> {
  const readings = await Promise.all(files.map((file) => readEventCase(file, environment)));
  const problems = readings.flatMap((reading) => (reading.ok ? [] : reading.problems));
  if (problems.length > 0) throw invalidEventCases(problems, cwd);
  return readings.flatMap((reading) => (reading.ok ? [reading.eventCase] : []));
}

export function invalidEventCases(problems: readonly FiledProblem[], cwd: string): EmulatorError {
  const isOne = new Set(problems.map(({ file }) => file)).size === 1;
  return EmulatorError.of(
    'EVENT_INVALID',
    reportOf(problems, cwd, isOne ? 'the event case' : 'the event cases'),
  );
}

const WORDS: FileWords = {
  what: 'an event case',
  yaml: '"version: 1", "function: echo" and "event:" or "generate: { type: message }"',
  json: '{ "version": 1, "function": "echo", "generate": { "type": "message" } }',
};

async function readEventCase(file: string, environment: Environment): Promise<CaseReading> {
  const reading = await readFileText(file);
  return reading.ok ? parseEventCase(file, reading.text, environment) : reading;
}

/** Reads the text of a file. */
export async function parseEventCase(
  file: string,
  text: string,
  environment: Environment = process.env,
): Promise<CaseReading> {
  const written = await parseWritten(file, text, WORDS);
  if (!written.ok) return written;
  const reader = new CaseReader(file, written.node, environment);
  const eventCase = await reader.read(written.dialect);
  const problems = [...filedProblems(reader.problems), ...reader.problemsOfEventFile];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, eventCase };
}

class CaseReader {
  readonly problems = new ProblemList();
  problemsOfEventFile: readonly FiledProblem[] = [];
  readonly #file: string;
  readonly #node: Mapping;
  readonly #known: Conversation;

  constructor(file: string, node: Mapping, environment: Environment) {
    this.#file = file;
    this.#node = node;
    this.#known = new Conversation([], this.problems, environment);
  }

  async read(dialect: Dialect): Promise<EventCase> {
    const { misfits } = checkShape(caseSchema, toValue(this.#node), dialect);
    reportMisfits(misfits, this.#node, this.problems);
    const event = await this.#event();
    const functionNode = this.#entry('function');
    return {
      file: this.#file,
      name: toText(this.#entry('name')) ?? basename(this.#file).replace(/(\.event)?\.[^.]*$/, ''),
      function: toText(functionNode) ?? '',
      functionPlace: placeOf((functionNode ?? this.#node).at),
      seed: this.#tables('seed', (items) =>
        itemsOf(items).map((item) => readPattern(item, this.problems, this.#sends)),
      ),
      event,
      isModernized: this.#isModernized(event),
      ...this.#outcome(),
      items: this.#tables('items', (items) => this.#expectation('equals', items)),
      environment: this.#known.variables,
    };
  }

  /** Before the function has run, nothing is known but the environment. */
  readonly #sends: Seen = (placeholder, at) => {
    if (placeholder.name?.startsWith(ENVIRONMENT)) return this.#known.expects(placeholder, at);
    const { text } = placeholder;
    this.problems.add(at, `${text} is not known before the function has run; only {{env:NAME}} is`);
  };

  #entry(name: string): Node | undefined {
    return entryOf(this.#node, name)?.value;
  }

  /** What is there of what excludes one another; says so when it is more than one. */
  #oneOf(...names: readonly string[]): readonly [name: string, node: Node] | undefined {
    const [first, second] = names.flatMap((name) => {
      const entry = entryOf(this.#node, name);
      return entry === undefined ? [] : [{ name, ...entry }];
    });
    if (second !== undefined) {
      this.problems.add(second.key, `"${first?.name}" stands there already; remove one of the two`);
    }
    return first && [first.name, first.value];
  }

  async #event(): Promise<CaseEvent> {
    const [name, node] = this.#oneOf('event', 'eventFile', 'generate') ?? [];
    if (node === undefined) {
      const advice = 'write "event:" with the event, "eventFile:" with the name of its file, or "generate:"';
      this.problems.add(this.#node.at, `there is no event; ${advice}`);
      return { kind: 'written', value: null };
    }
    if (name === 'eventFile') return { kind: 'written', value: await this.#eventOfFile(toText(node) ?? '') };
    const value = this.#filledIn(node);
    if (name === 'event') return { kind: 'written', value };
    return readGenerate(node, isJsonObject(value) ? value : {}, this.problems);
  }

  #filledIn(node: Node): JsonValue {
    const pattern = readPattern(node, this.problems, this.#sends);
    const variables = Object.entries(this.#known.variables);
    return renderKnown(pattern, new Map(variables.map(([name, value]) => [`${ENVIRONMENT}${name}`, value])));
  }

  async #eventOfFile(name: string): Promise<JsonValue> {
    if (name === '') return null;
    const file = resolve(dirname(this.#file), name);
    const reading = await readFileText(file);
    const events = reading.ok ? await readJsonEvents(reading.text, file) : reading;
    if (!events.ok) {
      this.problemsOfEventFile = events.problems;
      return null;
    }
    const [first, second] = events.events;
    if (second !== undefined) {
      const place = { line: second.line, column: 1 };
      this.problemsOfEventFile = [
        { file, place, message: 'a case is of one event, and this is a second; remove it' },
      ];
    }
    return first?.value as JsonValue;
  }

  #isModernized({ kind }: CaseEvent): boolean {
    const node = this.#entry('modernize');
    const isAsked = node?.kind === 'scalar' && node.value === true;
    if (isAsked && kind === 'generated') {
      this.problems.add(node.at, 'what is generated has the shape of today; remove it');
    }
    return isAsked;
  }

  #outcome(): Pick<EventCase, 'result' | 'error'> {
    const [name, node] = this.#oneOf('result', 'resultContains', 'error') ?? [];
    if (node === undefined) return { result: undefined, error: undefined };
    if (name === 'error') return { result: undefined, error: this.#expectation('contains', node) };
    return { result: this.#expectation(name === 'result' ? 'equals' : 'contains', node), error: undefined };
  }

  #expectation(kind: Expectation['kind'], node: Node): Expectation {
    return { kind, pattern: readPattern(node, this.problems, this.#known.expects), place: placeOf(node.at) };
  }

  #tables<Items>(name: 'seed' | 'items', read: (items: Node) => Items): TableItems<Items>[] {
    return entriesOf(this.#entry(name)).map(([table, { key, value }]) => ({
      table,
      items: read(value),
      place: placeOf(key),
    }));
  }
}
