/** Which file defines the project: the one that was named, or the only candidate in the folder. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EmulatorError } from '../errors.ts';
import { isFile, isFolder } from '../file-kinds.ts';
import { isAssembly, kindOf } from './recognition.ts';
import { ProblemList } from './source/problem-list.ts';

/** A definition, and which reader is for it. */
export interface Definition {
  readonly kind: DefinitionKind;
  /** Absolute path: a file; of the kind `cdk` a folder of templates or one of them, of the kind `handlers` the folder. */
  readonly file: string;
}

export type DefinitionKind = 'config' | 'template' | 'cdk' | 'serverless' | 'handlers';

const CONFIG_NAMES = namesOf('emulator.config', 'json', 'js', 'mjs', 'ts');
/** What the CDK's own commands know an app by; its templates are elsewhere. */
const CDK_APP = 'cdk.json';
const TEMPLATE_NAMES = namesOf('template', 'yaml', 'yml', 'json');
const SERVERLESS_NAMES = namesOf('serverless', 'yml', 'yaml', 'json', 'ts', 'js', 'mjs', 'cjs');
/** Where SAM's commands are told of a template by another name. */
const SAM_CONFIG_NAMES = namesOf('samconfig', 'toml', 'yaml', 'yml');
const ASSEMBLY = 'cdk.out';
/** What `sam build` makes of a template, whatever its name. */
const BUILT = join('.aws-sam', 'build', 'template.yaml');
const HANDLERS = 'handlers';

/**
 * @param cwd - absolute path of the folder to look in.
 * @param named - the definition given by the user, relative to `cwd`.
 * @param samEnvironment - which environment of a samconfig counts.
 * @throws {EmulatorError} `PROJECT_NOT_FOUND`, `PROJECT_AMBIGUOUS`, `PROJECT_FILE_UNREADABLE`, `PROJECT_NOT_SYNTHESIZED`.
 */
export async function findDefinition(
  cwd: string,
  named?: string,
  samEnvironment?: string,
): Promise<Definition> {
  return named === undefined ? discover(cwd, samEnvironment) : recognize(resolve(cwd, named));
}

/** What was written for the emulator counts before what was written for others. */
async function discover(cwd: string, samEnvironment: string | undefined): Promise<Definition> {
  const configs = present(cwd, 'config', CONFIG_NAMES);
  const found = configs.length > 0 ? configs : await ofFrameworks(cwd, samEnvironment);
  if (found.length > 1) {
    throw EmulatorError.of('PROJECT_AMBIGUOUS', { files: found.map(({ file }) => file).join(', ') });
  }
  const [only] = found;
  if (only?.kind === 'cdk') return { kind: 'cdk', file: assemblyOf(cwd) };
  if (only !== undefined) return only;
  const [built] = present(cwd, 'template', [BUILT]);
  if (built !== undefined) return built;
  const handlers = join(cwd, HANDLERS);
  if (isFolder(handlers)) return { kind: 'handlers', file: handlers };
  throw EmulatorError.of('PROJECT_NOT_FOUND', { cwd });
}

async function ofFrameworks(cwd: string, samEnvironment: string | undefined): Promise<Definition[]> {
  const chosen = await samTemplate(cwd, samEnvironment);
  const apps = present(cwd, 'cdk', [CDK_APP]);
  return [
    ...(chosen === undefined ? present(cwd, 'template', TEMPLATE_NAMES) : [chosen]),
    // What was synthesized elsewhere may have come without its app.
    ...(apps.length === 0 && isAssembly(join(cwd, ASSEMBLY))
      ? present(cwd, 'cdk', [ASSEMBLY], isFolder)
      : apps),
    ...present(cwd, 'serverless', SERVERLESS_NAMES),
  ];
}

/** The template that a samconfig names, as SAM's own commands take it. Row `sam.samconfig`. */
async function samTemplate(cwd: string, environment: string | undefined): Promise<Definition | undefined> {
  if (!SAM_CONFIG_NAMES.some((name) => isFile(join(cwd, name)))) return undefined;
  const { readSamConfig } = await import('./sam/samconfig.ts');
  const reading = await readSamConfig(cwd, { environment, problems: new ProblemList() });
  const file = reading.ok ? reading.config?.templateFile : undefined;
  return file !== undefined && isFile(file) ? { kind: 'template', file } : undefined;
}

function present(
  cwd: string,
  kind: DefinitionKind,
  names: readonly string[],
  isThere: (path: string) => boolean = isFile,
): Definition[] {
  return names
    .map((name) => join(cwd, name))
    .filter(isThere)
    .map((file) => ({ kind, file }));
}

function assemblyOf(cwd: string): string {
  const folder = join(cwd, ASSEMBLY);
  if (!isAssembly(folder)) throw EmulatorError.of('PROJECT_NOT_SYNTHESIZED', { cwd });
  return folder;
}

async function recognize(file: string): Promise<Definition> {
  const refuse = (reason: string) => EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason });
  if (!existsSync(file)) throw refuse('there is no such file.');
  if (isFolder(file)) {
    if (isAssembly(file)) return { kind: 'cdk', file };
    if (basename(file) === HANDLERS) return { kind: 'handlers', file };
    throw refuse('it is a folder; name the file in it.');
  }
  if (basename(file) === CDK_APP) return { kind: 'cdk', file: assemblyOf(dirname(file)) };
  return { kind: await kindOf(file), file };
}

function namesOf(base: string, ...extensions: string[]): string[] {
  return extensions.map((extension) => `${base}.${extension}`);
}
