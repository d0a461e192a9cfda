/** Reads a template, and the templates of the stacks that are nested in it. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ownValue } from '../own.ts';
import { invalidProject } from '../problems.ts';
import { type Node, nodeAt, toText } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import { readDefinition } from '../source/read-definition.ts';
import type { LoadedStack } from './stack.ts';
import { resourcesOf } from './template.ts';

export interface Loaded {
  readonly stack: LoadedStack;
  /** Absolute paths of the files that it was read from. */
  readonly sources: readonly string[];
}

/**
 * @param file - absolute path.
 * @param cwd - absolute path that reported file names are relative to.
 * @param prepare - what is done with each template before anything is read from it.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`; `PROJECT_INVALID` for a text that has no value.
 */
export async function loadStack(
  file: string,
  name: string,
  cwd: string,
  problems: ProblemList,
  prepare: (template: Node) => Node = (template) => template,
  around: readonly string[] = [],
): Promise<Loaded> {
  const definition = await readDefinition(file);
  if (!definition.ok) throw invalidProject(definition.problems, cwd);
  const template = prepare(definition.node);
  const folder = dirname(file);
  const nested = new Map<string, LoadedStack>();
  const sources = [...definition.sources];
  for (const [logicalId, inner] of nestedTemplates(template)) {
    const path = resolve(folder, inner.path);
    if (!existsSync(path) || [...around, file].includes(path)) {
      const why = existsSync(path) ? 'the template nests itself' : `there is no file ${inner.path}`;
      problems.add(inner.node.at, why);
      continue;
    }
    const loaded = await loadStack(path, `${name}-${logicalId}`, cwd, problems, prepare, [...around, file]);
    nested.set(logicalId, loaded.stack);
    sources.push(...loaded.sources);
  }
  return { stack: { name, template, folder, nested }, sources };
}

const NESTING: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'TemplateURL',
  'AWS::Serverless::Application': 'Location',
};

/** Those that are on this machine: CDK notes the file beside the resource. */
function nestedTemplates(template: Node): [logicalId: string, { path: string; node: Node }][] {
  return resourcesOf(template).flatMap(([logicalId, resource]): [string, { path: string; node: Node }][] => {
    const property = ownValue(NESTING, toText(nodeAt(resource, 'Type')) ?? '');
    if (property === undefined) return [];
    const asset = nodeAt(resource, 'Metadata', 'aws:asset:path');
    const node = asset ?? nodeAt(resource, 'Properties', property);
    const path = toText(node);
    return node === undefined || path === undefined || /^[a-z0-9]+:\/\//.test(path)
      ? []
      : [[logicalId, { path, node }]];
  });
}
