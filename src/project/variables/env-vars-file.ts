/** Reads a file for `--env-vars`: `{ "FunctionLogicalId": { "TABLE": "x" }, "Parameters": { "TABLE": "y" } }`. */
import { formatFile, invalidProject } from '../problems.ts';
import { parseJson } from '../source/json.ts';
import type { Mapping, Node } from '../source/node.ts';
import { ProblemList } from '../source/problem-list.ts';
import { readText } from '../source/read-definition.ts';
import type { Variables } from './env-file.ts';
import type { EnvVars } from './env-vars.ts';

const WHAT = 'the environment variables';
const SKETCH = '{ "Parameters": { "TABLE": "Connections" } }';

/**
 * @param file - absolute path.
 * @param cwd - absolute path that reported file names are relative to.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`, `PROJECT_INVALID`.
 */
export async function readEnvVars(file: string, cwd: string): Promise<EnvVars> {
  const text = await readText(file);
  if (text.trim() === '') {
    const place = { line: 1, column: 1 };
    throw invalidProject([{ file, place, message: `the file is empty; write ${SKETCH}` }], cwd, WHAT);
  }
  const parsed = await parseJson(file, text);
  if (!parsed.ok) {
    throw invalidProject(
      parsed.problems.map((problem) => ({ file, ...problem })),
      cwd,
      WHAT,
    );
  }
  const list = new ProblemList();
  const variables = checked(parsed.node, list);
  if (list.problems.length > 0) throw invalidProject(list.filed, cwd, WHAT);
  return { file: formatFile(file, cwd), variables };
}

function checked(node: Node, problems: ProblemList): ReadonlyMap<string, Variables> {
  if (node.kind !== 'mapping') {
    problems.add(node.at, `expected an object of variables by function; write ${SKETCH}`);
    return new Map();
  }
  return new Map(
    [...node.entries].flatMap(([id, { value }]): [string, Variables][] => {
      if (value.kind === 'mapping') return [[id, variablesOf(value, problems)]];
      const example = `"Parameters": { ${JSON.stringify(id)}: … }`;
      problems.add(
        value.at,
        `expected a function's variables; write ${example} for a variable of all functions`,
      );
      return [];
    }),
  );
}

function variablesOf({ entries }: Mapping, problems: ProblemList): Variables {
  const found = [...entries].map(([name, { value }]): [string, string] => {
    if (value.kind !== 'scalar') {
      problems.add(value.at, 'expected a text, a number, true or false; put it in quotes, as JSON text');
      return [name, ''];
    }
    // JSON.parse would change its last digits.
    if (typeof value.value === 'number' && Math.abs(value.value) > Number.MAX_SAFE_INTEGER) {
      problems.add(value.at, 'this number has too many digits; put it in quotes');
    }
    return [name, String(value.value ?? '')];
  });
  return Object.fromEntries(found);
}
