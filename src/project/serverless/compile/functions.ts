/** Functions and layers of a service as CloudFormation has them. Rows `serverless.function*`, `serverless.layers`. Pure. */

import * as names from '../../serverless-names.ts';
import {
  type Entry,
  entriesOf,
  type Mapping,
  mapping,
  type Node,
  nodeAt,
  scalar,
  toText,
  written,
} from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import {
  isMisspelt,
  isNull,
  orDefault,
  type Service,
  type ServiceFunction,
  toNumberNode,
} from '../service.ts';
import { type Resources, resource } from './resources.ts';
import { eventsOf } from './websocket-events.ts';

const DEFAULT_RUNTIME = 'nodejs20.x';
/** Seconds. */
const DEFAULT_TIMEOUT = 6;
/** MB. */
const DEFAULT_MEMORY = 1024;

/** @param metadata - how a function is built, where that is said. */
export function functionResources(
  service: Service,
  metadata: (fn: ServiceFunction) => Node | undefined,
  problems: ProblemList,
): Resources {
  const resources: Resources = {};
  noticeArchive(nodeAt(service.node, 'package', 'artifact'), 'package.artifact', problems);
  for (const fn of service.functions) {
    checkFunction(fn, problems);
    const { node } = fn;
    const properties = { ...propertiesOf(fn, service), ...codeOf(node) };
    resources[names.functionId(fn.name)] = resource(
      'AWS::Lambda::Function',
      mapping(properties, node.at),
      node.at,
      {
        Metadata: metadata(fn),
        Condition: nodeAt(node, 'condition'),
        DependsOn: nodeAt(node, 'dependsOn'),
      },
    );
    const logGroup = { LogGroupName: `/aws/lambda/${toText(nameOf(fn, service)) ?? fn.name}` };
    resources[names.functionLogGroupId(fn.name)] = resource(
      'AWS::Logs::LogGroup',
      written(logGroup, node.at),
      node.at,
    );
  }
  return resources;
}

export function layerResources(service: Service, problems: ProblemList): Resources {
  const resources: Resources = {};
  for (const [name, { key, value }] of entriesOf(nodeAt(service.node, 'layers'))) {
    const path = nodeAt(value, 'path');
    if (path === undefined || isNull(path)) {
      const hasArchive = nodeAt(value, 'package', 'artifact') !== undefined;
      const what = hasArchive
        ? 'an archive cannot be used here; unpack it, and write path: <folder>'
        : '"path" is missing; write path: layer';
      problems.add(key, what);
      continue;
    }
    const properties = { Content: path, LayerName: orDefault(nodeAt(value, 'name'), name, value) };
    resources[names.layerId(name)] = resource(
      'AWS::Lambda::LayerVersion',
      mapping(properties, value.at),
      value.at,
    );
  }
  return resources;
}

function propertiesOf(fn: ServiceFunction, service: Service): Readonly<Record<string, Node | undefined>> {
  const { node } = fn;
  const provider = nodeAt(service.node, 'provider');
  const setting = (key: string) => {
    const own = nodeAt(node, key);
    return isNull(own) ? nodeAt(provider, key) : own;
  };
  return {
    FunctionName: nameOf(fn, service),
    Timeout: orDefault(toNumberNode(setting('timeout')), DEFAULT_TIMEOUT, node),
    MemorySize: orDefault(toNumberNode(setting('memorySize')), DEFAULT_MEMORY, node),
    Runtime: orDefault(setting('runtime'), DEFAULT_RUNTIME, node),
    Environment: environment(nodeAt(provider, 'environment'), nodeAt(node, 'environment')),
    Layers: setting('layers'),
    ReservedConcurrentExecutions: toNumberNode(nodeAt(node, 'reservedConcurrency')),
    Description: nodeAt(node, 'description'),
  };
}

function nameOf({ name, node }: ServiceFunction, { name: service, stage }: Service): Node {
  return orDefault(nodeAt(node, 'name'), `${service}-${stage}-${name}`, node);
}

/** An image has neither runtime nor handler of its own. */
function codeOf(node: Node): Readonly<Record<string, Node | undefined>> {
  const image = nodeAt(node, 'image');
  if (image !== undefined && !isNull(image)) {
    const uri = nodeAt(image, 'uri') ?? image;
    return {
      PackageType: scalar('Image', image.at),
      Code: mapping({ ImageUri: uri }, image.at),
      Runtime: undefined,
    };
  }
  return { Code: scalar('.', node.at), Handler: nodeAt(node, 'handler') };
}

/** A function's variables before the provider's; `null` takes one out. */
function environment(ofProvider: Node | undefined, own: Node | undefined): Node | undefined {
  const at = own?.at ?? ofProvider?.at;
  const entries = new Map<string, Entry>([...entriesOf(ofProvider), ...entriesOf(own)]);
  for (const [name, { value }] of entries) if (isNull(value)) entries.delete(name);
  if (at === undefined || entries.size === 0) return undefined;
  const variables: Mapping = { kind: 'mapping', entries, at };
  return mapping({ Variables: variables }, at);
}

function checkFunction(fn: ServiceFunction, problems: ProblemList): void {
  const { name, node } = fn;
  const image = nodeAt(node, 'image');
  if (image !== undefined && !isNull(image)) checkImage(fn, image, problems);
  else if (node.kind === 'mapping' && isNull(nodeAt(node, 'handler')) && !isMisspelt(node, 'handler')) {
    problems.add(node.at, `"handler" is missing; write handler: src/${name}.handler`);
  }
  noticeArchive(nodeAt(node, 'package', 'artifact'), `functions.${name}.package.artifact`, problems);
}

/** Only one that something here calls is a problem. */
function checkImage(fn: ServiceFunction, image: Node, problems: ProblemList): void {
  const isCalled = [...eventsOf(fn, 'websocket'), ...eventsOf(fn, 'stream')].length > 0;
  if (isCalled) {
    problems.add(image.at, `a container image cannot run here; give ${fn.name} a handler, or leave it out`);
  } else problems.notice(`The function ${fn.name} is a container image, which cannot run here.`);
}

function noticeArchive(artifact: Node | undefined, setting: string, problems: ProblemList): void {
  if (artifact === undefined || isNull(artifact)) return;
  problems.notice(
    `${setting} is not unpacked: handlers are taken from the service's folder, not from ${toText(artifact) ?? 'it'}.`,
  );
}
