/** Intrinsic functions in templates, as far as SAM's transform has to know them. */
import { isIntrinsic } from '../cloudformation/intrinsics/table.ts';
import type { Location } from '../source/location.ts';
import { entryOf, list, type Mapping, mapping, type Node, scalar, toText } from '../source/node.ts';
import type { SamContext } from './context.ts';

/** `!Ref AWS::NoValue`: as if the key were not there. */
function isNoValue(node: Node): boolean {
  return isIntrinsic(node) && toText(entryOf(node, 'Ref')?.value) === 'AWS::NoValue';
}

/** The property as it is written; undefined when there is none. */
export function property(node: Node | undefined, name: string): Node | undefined {
  const value = entryOf(node, name)?.value;
  return value === undefined || isNoValue(value) ? undefined : value;
}

/** The property with its intrinsic functions resolved as far as they can be; undefined when there is none. */
export function resolvedProperty(
  node: Node | undefined,
  name: string,
  { structure }: SamContext,
): Node | undefined {
  const value = property(node, name);
  const resolved = value && structure(value);
  return resolved === undefined || isNoValue(resolved) ? undefined : resolved;
}

export function resolvedText(node: Node | undefined, name: string, context: SamContext): string | undefined {
  return toText(resolvedProperty(node, name, context));
}

export function ref(id: string, at: Location): Mapping {
  return mapping({ Ref: scalar(id, at) }, at);
}

export function getAtt(id: string, attribute: string, at: Location): Mapping {
  return mapping({ 'Fn::GetAtt': list([scalar(id, at), scalar(attribute, at)], at) }, at);
}
