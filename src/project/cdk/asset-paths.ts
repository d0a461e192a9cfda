/**
 * Where on this machine the assets are that templates know by their place in a bucket. The CDK's command line notes it
 * beside each resource; an app that is run by itself (`node app.js`) has it in the manifests of assets alone.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { ownValue } from '../own.ts';
import { invalidProject } from '../problems.ts';
import {
  entriesOf,
  entryOf,
  type Mapping,
  mapping,
  mappingOf,
  type Node,
  nodeAt,
  scalar,
  toText,
} from '../source/node.ts';
import { readDefinition } from '../source/read-definition.ts';

/** Absolute paths by the names of the objects that they would be. */
export type AssetPaths = ReadonlyMap<string, string>;

/**
 * @param files - absolute paths of manifests of assets; what is not there says nothing.
 * @param cwd - absolute path that reported file names are relative to.
 * @throws {EmulatorError} `PROJECT_INVALID` for a manifest that is no JSON.
 */
export async function readAssetPaths(files: readonly string[], cwd: string): Promise<AssetPaths> {
  const paths = new Map<string, string>();
  for (const file of files.filter((path) => existsSync(path))) {
    const definition = await readDefinition(file);
    if (!definition.ok) throw invalidProject(definition.problems, cwd);
    for (const [, { value: asset }] of entriesOf(nodeAt(definition.node, 'files'))) {
      const path = toText(nodeAt(asset, 'source', 'path'));
      for (const [, { value: destination }] of entriesOf(nodeAt(asset, 'destinations'))) {
        const key = toText(nodeAt(destination, 'objectKey'));
        if (key !== undefined && path !== undefined) paths.set(basename(key), resolve(dirname(file), path));
      }
    }
  }
  return paths;
}

/** What of a resource is an asset, and where its object is named. */
const PROPERTIES: Readonly<Record<string, readonly [property: string, ...key: string[]]>> = {
  'AWS::Lambda::Function': ['Code', 'S3Key'],
  'AWS::Lambda::LayerVersion': ['Content', 'S3Key'],
  'AWS::CloudFormation::Stack': ['TemplateURL'],
};

/** The resource with a note of where its asset is, as the command line writes it. */
export function withAssetPath(resource: Node, paths: AssetPaths): Node {
  const found = ownValue(PROPERTIES, toText(nodeAt(resource, 'Type')) ?? '');
  const metadata = nodeAt(resource, 'Metadata');
  if (found === undefined || resource.kind !== 'mapping' || entryOf(metadata, 'aws:asset:path'))
    return resource;
  const path = paths.get(basename(lastText(nodeAt(resource, 'Properties', ...found)) ?? ''));
  if (path === undefined) return resource;
  const at = nodeAt(resource, 'Properties', found[0])?.at ?? resource.at;
  const notes = mapping(
    { 'aws:asset:path': scalar(path, at), 'aws:asset:property': scalar(found[0], at) },
    at,
  );
  return withMetadata(resource, notes);
}

/** A URL is joined from its parts, the name at the end. */
function lastText(node: Node | undefined): string | undefined {
  const parts = nodeAt(node, 'Fn::Join', 1);
  return parts?.kind === 'list' ? toText(parts.items.at(-1)) : toText(node);
}

/** The resource with these besides what is noted beside it. */
export function withMetadata(resource: Mapping, notes: Mapping): Mapping {
  const before = entryOf(resource, 'Metadata');
  const value = mappingOf(new Map([...entriesOf(before?.value), ...notes.entries]), notes.at);
  const entry = { key: before?.key ?? notes.at, value };
  return { ...resource, entries: new Map([...resource.entries, ['Metadata', entry]]) };
}
