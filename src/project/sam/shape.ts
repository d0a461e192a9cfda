/** Whether what stands in a template has the shape that SAM documents. */
import { isIntrinsic } from '../cloudformation/intrinsics/table.ts';
import { ownValue } from '../own.ts';
import { preview } from '../shape/preview.ts';
import type { Location } from '../source/location.ts';
import type { Mapping, Node } from '../source/node.ts';
import { toText, toValue } from '../source/node.ts';
import { closest } from '../spelling.ts';
import type { SamContext } from './context.ts';
import { property } from './intrinsics.ts';

/** What a property's value may be; where it is `any`, whoever reads it says so. */
export type Kind = 'map' | 'list' | 'text' | 'number' | 'truth' | 'any';

export interface Shape {
  /** What has the properties: `AWS::Serverless::WebSocketApi`. */
  readonly name: string;
  readonly properties: Readonly<Record<string, Kind>>;
  /** What has to be there, each with what to write. */
  readonly required: Readonly<Record<string, string>>;
}

const EXPECTED: Readonly<Record<Kind, string>> = {
  map: 'a map',
  list: 'a list',
  text: 'a text',
  number: 'a number',
  truth: 'true or false',
  any: 'a value',
};

/**
 * Says which properties are missing, unknown or of the wrong kind.
 * @returns those that are written with a letter wrong, by the names that were meant.
 */
export function checkProperties(
  node: Mapping,
  shape: Shape,
  context: SamContext,
): ReadonlyMap<string, Location> {
  const { problems } = context;
  const known = Object.keys(shape.properties);
  const misspelt = new Map<string, Location>();
  for (const [name, { key, value }] of node.entries) {
    const kind = ownValue(shape.properties, name);
    if (kind !== undefined) {
      checkKind(value, kind, context);
      continue;
    }
    const meant = closest(name, known);
    if (meant !== undefined) {
      misspelt.set(meant, key);
      problems.add(key, `unknown property; did you mean "${meant}"?`);
    } else problems.notice(`${shape.name} has no property "${name}" that is known here; it is passed over.`);
  }
  const missing = Object.entries(shape.required).filter(
    ([name]) => property(node, name) === undefined && !misspelt.has(name),
  );
  if (missing.length === 0) return misspelt;
  const names = missing.map(([name]) => `"${name}"`).join(' and ');
  const advice = missing.map(([, example]) => example).join(' and ');
  problems.add(node.at, `${names} ${missing.length === 1 ? 'is' : 'are'} missing; write ${advice}`);
  return misspelt;
}

/** The value when it is a map. Says so otherwise. */
export function asMap(node: Node, example: string, { problems, structure }: SamContext): Mapping | undefined {
  const resolved = structure(node);
  if (resolved.kind === 'mapping' && !isIntrinsic(resolved)) return resolved;
  problems.add(node.at, `expected a map, found ${found(node)}; write ${example}`);
  return undefined;
}

/** A value as a report shows it. */
export function found(node: Node): string {
  const value = toValue(node);
  return value === null ? 'nothing' : preview(value);
}

function checkKind(node: Node, kind: Kind, { problems, structure }: SamContext): void {
  const isNothing = node.kind === 'scalar' && node.value === null;
  const resolved = isIntrinsic(node) ? structure(node) : node;
  if (!isNothing && (isIntrinsic(resolved) || isOfKind(resolved, kind))) return;
  const advice = isNothing ? 'write one, or remove the key' : undefined;
  problems.add(
    node.at,
    [`expected ${EXPECTED[kind]}, found ${found(node)}`, advice].filter(Boolean).join('; '),
  );
}

/** As CloudFormation takes it: a number may stand in quotes. */
function isOfKind(node: Node, kind: Kind): boolean {
  if (kind === 'any') return true;
  if (kind === 'map') return node.kind === 'mapping';
  if (kind === 'list') return node.kind === 'list';
  const text = toText(node);
  if (text === undefined) return false;
  if (kind === 'number') return text.trim() !== '' && Number.isFinite(Number(text));
  return kind === 'text' || text === 'true' || text === 'false';
}
