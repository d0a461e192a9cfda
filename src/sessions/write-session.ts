/**
 * Writes session files as people would: a step a paragraph of its own, what is short on one line. Pure; row
 * `session.written`.
 */
import { type DumpOptions, dump } from 'js-yaml';
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from './json-value.ts';
import { VERSION } from './session-schema.ts';

/** A session as its file has it: `session.schema.json` describes it. */
export interface SessionDocument {
  readonly name?: string | undefined;
  readonly clients?: JsonObject | undefined;
  readonly seed?: JsonObject | undefined;
  readonly steps: readonly JsonObject[];
}

export interface Surroundings {
  /** Where `session.schema.json` is, as seen from the file. */
  readonly schema: string;
  /** What is to be known about the file, a line each. */
  readonly comments?: readonly string[] | undefined;
}

/** A longer value is spread over several lines. */
const LONGEST_LINE = 100;

export function sessionText(document: SessionDocument, { schema, comments = [] }: Surroundings): string {
  const { name, clients, seed, steps } = document;
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    ...comments.map((comment) => `# ${comment}`),
    `version: ${VERSION}`,
    ...(name === undefined ? [] : entry('name', name, '')),
    ...(clients === undefined ? [] : ['clients:', ...entries(clients, '  ')]),
    ...(seed === undefined ? [] : ['seed:', ...entries(seed, '  ')]),
    ...(steps.length === 0 ? ['steps: []'] : ['steps:', ...steps.flatMap(step)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** One value on as many lines as it takes, behind its key: `message: { action: echo }`. */
function entry(key: string, value: JsonValue, indent: string): readonly string[] {
  const name = yaml(key, INLINE);
  const line = `${indent}${name}: ${yaml(value, INLINE)}`;
  const isLong = line.length > LONGEST_LINE && (isJsonObject(value) || isJsonList(value));
  const isText = typeof value === 'string' && value.includes('\n');
  if (!isLong && !isText) return [line];
  // Behind a text that ends in empty lines, the writer ends the document.
  const lines = yaml({ [key]: value }, BLOCK)
    .replace(/\n\.\.\.$/, '')
    .split('\n');
  return lines.map((one) => (one === '' ? '' : `${indent}${one}`));
}

function entries(object: JsonObject, indent: string): readonly string[] {
  return Object.entries(object).flatMap(([key, value]) => entry(key, value, indent));
}

function step(object: JsonObject): readonly string[] {
  const [first = '', ...others] = entries(object, '    ');
  return [`  - ${first.trimStart()}`, ...others];
}

const INLINE: DumpOptions = {
  flowLevel: 0,
  lineWidth: -1,
  noRefs: true,
  flowBracketPadding: true,
};
const BLOCK: DumpOptions = { lineWidth: -1, noRefs: true };

/** Valid YAML for any program: where a placeholder would be read as a map, the text is in quotes. */
function yaml(value: JsonValue, options: DumpOptions): string {
  return dump(value, options).replace(/\n$/, '');
}
