/** What `cdk synth` has made: a folder with a manifest that says which templates are stacks, and of what name. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EmulatorError } from '../../errors.ts';
import { isFolder } from '../../file-kinds.ts';
import type { Account } from '../cloudformation/stack.ts';
import { invalidProject } from '../problems.ts';
import { entriesOf, type Node, nodeAt, toText } from '../source/node.ts';
import { readDefinition } from '../source/read-definition.ts';

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema-readme.html */
const STACK = 'aws:cloudformation:stack';
const ASSEMBLY = 'cdk:cloud-assembly';
const ASSETS = 'cdk:asset-manifest';
const MANIFEST = 'manifest.json';

/** A stack of the app. */
export interface AppStack {
  /** Absolute path of its template. */
  readonly file: string;
  readonly name: string;
  /** What the app says of where it is deployed to. */
  readonly account: Partial<Account>;
  /** Values of its template's parameters that the app gives, by name. */
  readonly parameters: ReadonlyMap<string, string>;
}

export interface Assembly {
  /** Absolute path of the outermost folder. */
  readonly folder: string;
  /** In the app's order, those of its stages included. */
  readonly stacks: readonly AppStack[];
  /** Absolute paths of the manifests; of a folder without any, none. */
  readonly manifests: readonly string[];
  /** Those that say where assets are. */
  readonly assetManifests: readonly string[];
}

/**
 * @param folder - absolute path, of an assembly or of a stage's within one.
 * @param cwd - absolute path that reported file names are relative to.
 * @throws {EmulatorError} `PROJECT_INVALID` for a manifest that is no JSON, `PROJECT_FILE_UNREADABLE` for a folder that is none.
 */
export async function readManifests(folder: string, cwd: string): Promise<Assembly> {
  return { folder: outermost(folder), ...(await readManifest(folder, cwd)) };
}

async function readManifest(folder: string, cwd: string): Promise<Omit<Assembly, 'folder'>> {
  if (!isFolder(folder)) {
    const reason = 'there is no such folder; run "npx cdk synth" again.';
    throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file: folder, reason });
  }
  const file = join(folder, MANIFEST);
  if (!existsSync(file)) return withoutManifest(folder);
  const definition = await readDefinition(file);
  if (!definition.ok) throw invalidProject(definition.problems, cwd);
  const stacks: AppStack[] = [];
  const manifests = [file];
  const assetManifests: string[] = [];
  for (const [id, { value: artifact }] of entriesOf(nodeAt(definition.node, 'artifacts'))) {
    const type = toText(nodeAt(artifact, 'type'));
    if (type === STACK) stacks.push(toStack(id, artifact, folder));
    const assets = type === ASSETS ? toText(nodeAt(artifact, 'properties', 'file')) : undefined;
    if (assets !== undefined) assetManifests.push(join(folder, assets));
    const inner = toText(nodeAt(artifact, 'properties', 'directoryName'));
    if (type !== ASSEMBLY || inner === undefined) continue;
    const within = await readManifest(join(folder, inner), cwd);
    stacks.push(...within.stacks);
    manifests.push(...within.manifests);
    assetManifests.push(...within.assetManifests);
  }
  return { stacks, manifests, assetManifests };
}

function toStack(id: string, artifact: Node, folder: string): AppStack {
  const property = (name: string) => toText(nodeAt(artifact, 'properties', name));
  const parameters = entriesOf(nodeAt(artifact, 'properties', 'parameters'));
  return {
    file: join(folder, property('templateFile') ?? `${id}.template.json`),
    name: property('stackName') ?? id,
    account: accountIn(toText(nodeAt(artifact, 'environment')) ?? ''),
    parameters: new Map(parameters.map(([name, { value }]) => [name, toText(value) ?? ''])),
  };
}

/** `aws://123456789012/eu-west-1`; an app need not say either. */
function accountIn(environment: string): Partial<Account> {
  const [, accountId = '', region = ''] = /^aws:\/\/([^/]*)\/(.*)$/.exec(environment) ?? [];
  const isKnown = (text: string) => text !== '' && !text.startsWith('unknown-');
  return { ...(isKnown(accountId) && { accountId }), ...(isKnown(region) && { region }) };
}

/** All templates are stacks then, as far as their names do not say that they are nested. */
function withoutManifest(folder: string): Omit<Assembly, 'folder'> {
  const ending = (end: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(end))
      .sort()
      .map((name) => join(folder, name));
  const stacks = ending('.template.json').filter((file) => !file.endsWith('.nested.template.json'));
  return { stacks: stacks.map(stackOf), manifests: [], assetManifests: ending('.assets.json') };
}

/** A template that no manifest names. */
export function stackOf(file: string): AppStack {
  const name = basename(file).replace(/(\.nested)?\.template\.json$/, '');
  return { file, name, account: {}, parameters: new Map() };
}

function outermost(folder: string): string {
  const around = dirname(folder);
  return basename(folder).startsWith('assembly-') && existsSync(join(around, MANIFEST))
    ? outermost(around)
    : folder;
}
