/**
 * SAM's transform: a template with `AWS::Serverless::*` in, one in CloudFormation's own terms out. Logical ids and
 * defaults are SAM's own (rows `sam.*`); values keep the places where the user wrote them.
 */
import { ownValue } from '../own.ts';
import { type Entry, entryOf, type Mapping, type Node, nodeAt, toText } from '../source/node.ts';
import { closest } from '../spelling.ts';
import type { SamContext } from './context.ts';
import { transformFunction } from './function.ts';
import { type Globals, readGlobals, withGlobals } from './globals.ts';
import { transformLayerVersion } from './layer-version.ts';
import { transformApi, transformHttpApi } from './other-apis.ts';
import {
  transformApplication,
  transformConnector,
  transformGraphQlApi,
  transformStateMachine,
} from './other-resources.ts';
import { withReferences } from './references.ts';
import type { SamResource, Transformed } from './resource.ts';
import { found } from './shape.ts';
import { transformSimpleTable } from './simple-table.ts';
import { transformWebSocketApi } from './websocket-api.ts';

const SAM_TRANSFORM = 'AWS::Serverless-2016-10-31';

const PREFIX = 'AWS::Serverless::';

const TRANSFORMS: Readonly<Record<string, (resource: SamResource, context: SamContext) => Transformed>> = {
  Api: transformApi,
  Application: transformApplication,
  Connector: transformConnector,
  Function: transformFunction,
  GraphQLApi: transformGraphQlApi,
  HttpApi: transformHttpApi,
  LayerVersion: transformLayerVersion,
  SimpleTable: transformSimpleTable,
  StateMachine: transformStateMachine,
  WebSocketApi: transformWebSocketApi,
};

/** SAM's resources that have no form here, and are left to whoever reads the template. */
const UNTRANSFORMED = ['CapacityProvider', 'MicrovmImage', 'NetworkConnector'];

/** Whether the template asks for SAM's transform. */
export function usesSam(template: Node): boolean {
  const transform = entryOf(template, 'Transform')?.value;
  const names = transform?.kind === 'list' ? transform.items : [transform];
  return names.some((name) => toText(name) === SAM_TRANSFORM);
}

/** @returns the template itself where it is none of SAM's. */
export function transformSam(template: Node, context: SamContext): Node {
  const resources = entryOf(template, 'Resources')?.value;
  if (template.kind !== 'mapping' || resources?.kind !== 'mapping') return template;
  if (!usesSam(template)) {
    checkNoSamResources(resources, context);
    return template;
  }
  const globals = readGlobals(template, context);
  const made = [...resources.entries].map(([id, entry]) => transformResource(id, entry, globals, context));
  noticeUnsent(made, context);
  const entries = merge(resources, made);
  const referables = new Map(made.flatMap((one) => Object.entries(one.referables ?? {})));
  const transformed = withResources(template, { ...resources, entries });
  return withReferences(transformed, referables);
}

function transformResource(id: string, { value }: Entry, globals: Globals, context: SamContext): Transformed {
  if (value.kind !== 'mapping') return { resources: { [id]: value } };
  // What stands in the wrong place is reported; what is missing for it is not.
  const isReported = [...value.entries.values()].some(({ key }) => context.problems.has(key));
  if (isReported) return { resources: { [id]: value } };
  const type = nodeAt(value, 'Type');
  const name = toText(type)?.startsWith(PREFIX) ? toText(type)?.slice(PREFIX.length) : undefined;
  if (type === undefined || name === undefined) return { resources: { [id]: withoutConnectors(value) } };
  checkIsMap(nodeAt(value, 'Properties'), context);
  const transform = ownValue(TRANSFORMS, name);
  if (transform !== undefined) {
    return transform({ id, node: value, properties: withGlobals(globals.get(name), value) }, context);
  }
  const meant = UNTRANSFORMED.includes(name) ? undefined : closest(name, Object.keys(TRANSFORMS));
  if (meant !== undefined) {
    context.problems.add(
      type.at,
      `SAM has no resource type "${PREFIX}${name}"; did you mean "${PREFIX}${meant}"?`,
    );
  }
  return { resources: { [id]: value } };
}

function checkIsMap(properties: Node | undefined, { problems }: SamContext): void {
  if (properties === undefined || properties.kind === 'mapping') return;
  problems.add(properties.at, `expected a map, found ${found(properties)}; write the properties below it`);
}

/** `Connectors` are SAM's way to give permissions to resources of any type. */
function withoutConnectors(resource: Mapping): Mapping {
  if (!resource.entries.has('Connectors')) return resource;
  return { ...resource, entries: new Map([...resource.entries].filter(([name]) => name !== 'Connectors')) };
}

/** A resource of the user's own counts before one that SAM would generate under its logical id. */
function merge(written: Mapping, made: readonly Transformed[]): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const { resources } of made) {
    for (const [id, value] of Object.entries(resources)) {
      const own = written.entries.get(id);
      if (own !== undefined && own.value.at !== value.at) continue;
      entries.set(id, { key: own?.key ?? value.at, value });
    }
  }
  return entries;
}

function withResources(template: Mapping, resources: Mapping): Mapping {
  const entries = new Map<string, Entry>();
  for (const [name, entry] of template.entries) {
    if (name === 'Globals') continue;
    if (name === 'Resources') entries.set(name, { key: entry.key, value: resources });
    else if (name !== 'Transform') entries.set(name, entry);
    else if (entry.value.kind === 'list') {
      const items = entry.value.items.filter((item) => toText(item) !== SAM_TRANSFORM);
      if (items.length > 0) entries.set(name, { key: entry.key, value: { ...entry.value, items } });
    }
  }
  return { ...template, entries };
}

function noticeUnsent(made: readonly Transformed[], { problems }: SamContext): void {
  const byType = new Map<string, string[]>();
  for (const { type, name } of made.flatMap(({ unsent = [] }) => unsent)) {
    byType.set(type, [...(byType.get(type) ?? []), name]);
  }
  for (const [type, names] of byType) {
    const what = names.length === 1 ? `The event ${names[0]}` : `The events ${names.join(', ')}`;
    problems.notice(
      `${what} of type ${type} will not happen here; the functions can be invoked by Lambda's API.`,
    );
  }
}

function checkNoSamResources(resources: Mapping, { problems }: SamContext): void {
  for (const { value } of resources.entries.values()) {
    const type = nodeAt(value, 'Type');
    if (type === undefined || !toText(type)?.startsWith(PREFIX)) continue;
    problems.add(type.at, `it is SAM's; write Transform: ${SAM_TRANSFORM} at the top of the template`);
    return;
  }
}
