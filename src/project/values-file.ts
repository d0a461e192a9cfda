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

/** Where AWS keeps values; what plugins of a serverless.yml give stands in sections of their own. */
const SOURCES = ['imports', 'cf', 'ssm', 'secretsmanager', 's3'];

/**
 * The value that the user has given.
 * @param source - the section of the file that it stands in.
 */
export type Lookup = (source: string, address: string) => Node | undefined;

export interface Values {
  readonly lookup: Lookup;
  /** Absolute paths of the files that they come from, or would come from were they there. */
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
  const candidates = NAMES.map((name) => join(folder, name));
  const file = named ?? candidates.find((path) => existsSync(path));
  if (file === undefined) return { lookup: () => undefined, sources: candidates };
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
    problems.add(node.at, `expected values by where they are kept: ${SOURCES.join(', ')}`);
    return;
  }
  for (const [name, { key, value }] of node.entries) {
    const meant = SOURCES.includes(name) ? undefined : closest(name, SOURCES);
    if (meant !== undefined) problems.add(key, `no values are looked for here; did you mean "${meant}"?`);
    else if (value.kind !== 'mapping') problems.add(value.at, 'expected values by their addresses');
  }
}
