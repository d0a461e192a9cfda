/**
 * What SAM's commands are run with: `samconfig.toml`, `.yaml` or `.yml`.
 * Row `sam.samconfig`.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FiledProblem } from '../problems.ts';
import { entriesOf, entryOf, type Mapping, type Node, nodeAt, toText } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import { readDefinition } from '../source/read-definition.ts';
import { didYouMean } from '../spelling.ts';
import { type ParameterOverrides, parseParameterOverrides } from './parameter-overrides.ts';

export interface SamConfig {
  /** Absolute path. */
  readonly file: string;
  readonly stackName?: string;
  readonly region?: string;
  /** Absolute path. */
  readonly templateFile?: string;
  /** Values of the template's parameters, by name. */
  readonly parameters: ReadonlyMap<string, string>;
}

export type SamConfigReading =
  | {
      readonly ok: true;
      /** Undefined: there is no such file. */
      readonly config: SamConfig | undefined;
      /** Absolute paths of the file, or of those that it may be. */
      readonly sources: readonly string[];
    }
  /** The file cannot be parsed. */
  | { readonly ok: false; readonly problems: readonly FiledProblem[] };

const NAMES = ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml'];

/** What is for this machine counts before what is deployed, and that before what is for all commands. */
const COMMANDS = ['global', 'deploy', 'local_start_api', 'local_start_lambda'];

/** A packaged template, which `sam deploy` is often given, has its code in S3. */
const COMMANDS_ON_SOURCES = ['global', 'build', 'local_start_api', 'local_start_lambda'];

export interface SamConfigOptions {
  /** The environment whose settings count (`--config-env`); default: `default`. */
  readonly environment?: string | undefined;
  readonly problems: ProblemList;
}

/**
 * @param folder - absolute path of the folder of the template.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`.
 */
export async function readSamConfig(folder: string, options: SamConfigOptions): Promise<SamConfigReading> {
  const candidates = NAMES.map((name) => join(folder, name));
  const file = candidates.find((path) => existsSync(path));
  if (file === undefined) return { ok: true, config: undefined, sources: candidates };
  const definition = await readDefinition(file);
  if (!definition.ok) return { ok: false, problems: definition.problems };
  return { ok: true, config: toConfig(file, folder, definition.node, options), sources: [file] };
}

function toConfig(file: string, folder: string, root: Node, options: SamConfigOptions): SamConfig {
  const { problems } = options;
  const environment = environmentOf(root, options);
  const stackName = last(environment, COMMANDS, 'stack_name', problems);
  const region = last(environment, COMMANDS, 'region', problems);
  const template =
    last(environment, COMMANDS_ON_SOURCES, 'template_file', problems) ??
    last(environment, COMMANDS_ON_SOURCES, 'template', problems);
  return {
    file,
    parameters: parametersOf(environment, problems),
    ...(stackName !== undefined && { stackName }),
    ...(region !== undefined && { region }),
    ...(template !== undefined && { templateFile: resolve(folder, template) }),
  };
}

function environmentOf(root: Node, { environment, problems }: SamConfigOptions): Node | undefined {
  const name = environment ?? 'default';
  const found = entryOf(root, name)?.value;
  if (found !== undefined || environment === undefined) return found;
  const names = entriesOf(root)
    .map(([key]) => key)
    .filter((key) => key !== 'version');
  const advice = didYouMean(name, names, `it has ${names.join(', ') || 'none'}`);
  problems.add(root.at, `there is no environment "${name}"; ${advice}`);
  return undefined;
}

function last(
  environment: Node | undefined,
  commands: readonly string[],
  key: string,
  problems: ProblemList,
): string | undefined {
  const nodes = commands.flatMap((command) => nodeAt(environment, command, 'parameters', key) ?? []);
  for (const node of nodes) {
    if (toText(node) === undefined) problems.add(node.at, 'expected a text; write it in quotes');
  }
  return toText(nodes.at(-1));
}

function parametersOf(environment: Node | undefined, problems: ProblemList): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const command of COMMANDS) {
    const node = nodeAt(environment, command, 'parameters', 'parameter_overrides');
    if (node === undefined) continue;
    const overrides = readOverrides(node);
    if (overrides.ok) for (const [key, value] of overrides.values) values.set(key, value);
    else problems.add(node.at, overrides.problem);
  }
  return values;
}

/** A text, a list of texts, or a map. */
function readOverrides(node: Node): ParameterOverrides {
  if (node.kind === 'mapping') return readMap(node);
  const texts = (node.kind === 'list' ? node.items : [node]).map(toText);
  if (texts.every((text) => text !== undefined)) return parseParameterOverrides(texts);
  return { ok: false, problem: 'expected texts; write ["Key=Value", "Other=Value"]' };
}

/** A list is one value of a parameter that takes several. */
function readMap(node: Mapping): ParameterOverrides {
  const values = new Map<string, string>();
  for (const [key, { value }] of node.entries) {
    const texts = (value.kind === 'list' ? value.items : [value]).map(toText);
    if (!texts.every((text) => text !== undefined)) {
      return { ok: false, problem: `expected a text for ${key}; write ${key} = "value"` };
    }
    values.set(key, texts.join(','));
  }
  return { ok: true, values };
}
