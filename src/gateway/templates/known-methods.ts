/**
 * Methods of `$util` and `$input` that there are not. Velocity renders nothing for them, and so do we; a template
 * that calls one is a mistake that can be told before it is rendered. Pure. Row `template.unknown-method`.
 */
import { placeOf } from './parse.ts';
import { isBlock, type Node, type PathElement, type SourceSpan } from './syntax.ts';
import { TemplateError } from './template-error.ts';
import { UTIL } from './util.ts';

const METHODS: ReadonlyMap<string, readonly string[]> = new Map([
  ['util', [...UTIL.methods.keys()]],
  ['input', ['body', 'json', 'path', 'params', 'getBody']],
]);

/** @throws TemplateError at the statement that calls the first of them. */
export function checkMethods(nodes: readonly Node[]): void {
  for (const node of nodes) {
    if (typeof node === 'string') continue;
    if (isBlock(node)) {
      const [head, ...body] = node;
      look(head, head.pos);
      checkMethods(body);
    } else if ('pos' in node) {
      look(node, node.pos);
    }
  }
}

/** Looks through a statement, whatever expressions stand in it. */
function look(part: unknown, pos: SourceSpan): void {
  if (typeof part !== 'object' || part === null) return;
  if (isReference(part)) {
    const [first] = part.path ?? [];
    const known = METHODS.get(part.id);
    if (known !== undefined && first !== undefined && first.type !== 'index' && !known.includes(first.id)) {
      const message = `$${part.id} has no ${first.id}; it has ${known.join(', ')}`;
      throw new TemplateError(message, placeOf(pos));
    }
  }
  for (const inner of Object.values(part)) look(inner, pos);
}

function isReference(part: object): part is { readonly id: string; readonly path?: readonly PathElement[] } {
  return 'type' in part && part.type === 'references' && 'leader' in part;
}
