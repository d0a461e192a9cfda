/** A session file, or an event case, as nodes: YAML, in which placeholders need no quotes, or JSON. */
import { EmulatorError } from '../errors.ts';
import type { FiledProblem } from '../project/problems.ts';
import type { Dialect } from '../project/shape/check.ts';
import { preview } from '../project/shape/preview.ts';
import { parseJson } from '../project/source/json.ts';
import { type Entry, list, type Mapping, mappingOf, type Node, toValue } from '../project/source/node.ts';
import type { Parsed } from '../project/source/parsed.ts';
import type { ProblemList } from '../project/source/problem-list.ts';
import { readText } from '../project/source/read-definition.ts';
import { parseYaml } from '../project/source/yaml.ts';
import { hideBraces, showBraces } from './hidden-braces.ts';

export type WrittenFile =
  | { readonly ok: true; readonly node: Mapping; readonly dialect: Dialect }
  | { readonly ok: false; readonly problems: readonly FiledProblem[] };

/** What is said of a file that is none. */
export interface FileWords {
  /** `a session` */
  readonly what: string;
  /** What to write, in YAML and in JSON. */
  readonly yaml: string;
  readonly json: string;
}

/** The text, or why there is none. */
export type TextReading =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problems: readonly FiledProblem[] };

/** @param file - absolute path. */
export async function readFileText(file: string): Promise<TextReading> {
  try {
    return { ok: true, text: await readText(file) };
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error;
    const message = error.message.replace(`${file} `, '');
    return { ok: false, problems: [{ file, place: TOP, message }] };
  }
}

const TOP = { line: 1, column: 1 };

/** @param file - absolute path of a file that ends in `.yaml`, `.yml` or `.json`. */
export async function parseWritten(file: string, text: string, words: FileWords): Promise<WrittenFile> {
  const isJson = file.endsWith('.json');
  const sketch = isJson ? words.json : words.yaml;
  const alone = (place: FiledProblem['place'], message: string) => ({
    ok: false as const,
    problems: [{ file, place, message }],
  });
  const parsed = text.trim() === '' ? undefined : await parse(file, text, isJson);
  if (parsed !== undefined && !parsed.ok) {
    return { ok: false, problems: parsed.problems.map((problem) => ({ file, ...problem })) };
  }
  const node = parsed?.node;
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) {
    return alone(TOP, `the file is empty; write ${sketch}`);
  }
  if (node.kind !== 'mapping') {
    return alone(node.at.place, `expected ${words.what}, found ${preview(toValue(node))}; write ${sketch}`);
  }
  return { ok: true, node, dialect: isJson ? JSON_DIALECT : YAML_DIALECT };
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

/** What is wrong in it; the paths of places have keys as the parser saw them. */
export function filedProblems(problems: ProblemList): FiledProblem[] {
  return problems.filed.map((problem) => ({ ...problem, message: showBraces(problem.message) }));
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
