/** What a definition that the user names is: it may have any name and place, so that its content has to say. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EmulatorError } from '../errors.ts';
import { isFolder } from '../file-kinds.ts';
import { entryOf, type Node } from './source/node.ts';
import { readDefinition } from './source/read-definition.ts';

type FileKind = 'config' | 'template' | 'cdk' | 'serverless';

/** Whether the folder is there, and is what `cdk synth` makes. */
export function isAssembly(folder: string): boolean {
  if (existsSync(join(folder, 'manifest.json'))) return true;
  const isNamedSo = basename(folder) === 'cdk.out' && isFolder(folder);
  return isNamedSo && readdirSync(folder).some((name) => name.endsWith('.template.json'));
}

/**
 * @param file - absolute path of a file that is there.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE` for what is none.
 */
export async function kindOf(file: string): Promise<FileKind> {
  const name = basename(file);
  if (name.startsWith('emulator.config.')) return 'config';
  if (name.endsWith('.template.json') && isAssembly(dirname(file))) return 'cdk';
  // A program says what it is by what it exports, and one that is run twice to find out may do things twice.
  if (/\.[cm]?[jt]s$/.test(name)) return name.startsWith('serverless') ? 'serverless' : 'config';
  if (!/\.(ya?ml|json|template)$/.test(name)) throw unrecognized(file);
  // Names that mean nothing else need no look inside, which a large one takes long.
  const usual = usualKind(name);
  if (usual !== undefined) return usual;
  const definition = await readDefinition(file);
  const kind = definition.ok ? kindOfContent(definition.node) : undefined;
  return kind ?? kindOfName(file, definition.ok);
}

function kindOfContent(node: Node): FileKind | undefined {
  const has = (key: string) => entryOf(node, key) !== undefined;
  if (has('Resources')) return 'template';
  if (has('service') && (has('functions') || has('provider'))) return 'serverless';
  return has('apis') ? 'config' : undefined;
}

function usualKind(name: string): FileKind | undefined {
  if (name.startsWith('serverless.')) return 'serverless';
  return name.startsWith('template.') ? 'template' : undefined;
}

/** Its reader then says what is wrong with it. */
function kindOfName(file: string, isText: boolean): FileKind {
  if (file.endsWith('.template')) return 'template';
  if (file.endsWith('.json')) return 'config';
  if (isText) throw unrecognized(file);
  return 'template';
}

function unrecognized(file: string): EmulatorError {
  const reason =
    'it is no definition: a template has "Resources", a serverless.yml "service" and "provider", a configuration of the emulator "apis", in a file whose name ends in .yaml, .yml, .json, .js, .mjs or .ts.';
  return EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason });
}
