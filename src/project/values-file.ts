/**
 * Values that only a deployment knows, and the user gives instead: `emulator.values.yaml` beside the definition, or
 * the file that `--values` names.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { invalidProject } from './problems.ts';
import { type Node, nodeAt } from './source/node.ts';
import { ProblemList } from './source/problem-list.ts';
import { readDefinition } from './source/read-definition.ts';
import { closest } from './spelling.ts';

/** Where a value is kept on AWS; each is a section of the file. */
export const VALUE_SOURCES = ['imports', 'cf', 'ssm', 'secretsmanager', 's3'] as const;

export type ValueSource = (typeof VALUE_SOURCES)[number];

/** The value of that address, where the user has given one. */
export type Lookup = (source: ValueSource, address: string) => Node | undefined;

export interface Values {
  readonly lookup: Lookup;
  /** Absolute paths of the files that they come from. */
  readonly sources: readonly string[];
}

const NAMES = ['yaml', 'yml', 'json'].map((extension) => `emulator.values.${extension}`);

/**
 * @param named - absolute path of the file that the user names.
 * @param folder - absolute path of the folder that the definition is in.
 * @param cwd - absolute path that reported file names are relative to.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`, `PROJECT_INVALID`.
 */
export async function readValues(named: string | undefined, folder: string, cwd: string): Promise<Values> {
  const file = named ?? NAMES.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) return { lookup: () => undefined, sources: [] };
  const definition = await readDefinition(file);
  if (!definition.ok) throw invalidProject(definition.problems, cwd);
  const { node, sources } = definition;
  const problems = new ProblemList();
  checkSections(node, problems);
  if (problems.problems.length > 0) throw invalidProject(problems.filed, cwd);
  return { lookup: (source, address) => nodeAt(node, source, address), sources };
}

function checkSections(node: Node, problems: ProblemList): void {
  if (node.kind !== 'mapping') {
    problems.add(node.at, `expected values by where AWS keeps them: ${VALUE_SOURCES.join(', ')}`);
    return;
  }
  for (const [name, { key, value }] of node.entries) {
    if (!VALUE_SOURCES.some((source) => source === name)) {
      const meant = closest(name, VALUE_SOURCES);
      const hint = meant === undefined ? `there is: ${VALUE_SOURCES.join(', ')}` : `did you mean "${meant}"?`;
      problems.add(key, `this is no place that values come from; ${hint}`);
    } else if (value.kind !== 'mapping') {
      problems.add(value.at, 'expected values by their addresses');
    }
  }
}
