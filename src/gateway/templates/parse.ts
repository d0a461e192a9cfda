/**
 * Reads templates: velocityjs's parser, and what it lets pass that Velocity does not. Pure. Row `template.broken`.
 */
import { createRequire } from 'node:module';
import type { parse as Parse } from 'velocityjs';
import { endsSoon } from './ends-soon.ts';
import { type Block, isBlock, type Node, type SourceSpan } from './syntax.ts';
import { JavaException, TemplateError, type TemplatePlace } from './template-error.ts';

export interface Template {
  readonly source: string;
  readonly nodes: readonly Node[];
  /** Whether rendering it ends soon whatever the message says. */
  readonly endsSoon: boolean;
  /** What it is rendered as, whatever the request; undefined where it speaks of it. */
  readonly constant: string | undefined;
}

/** Templates come from definitions, of which there are few; texts in quotes are templates too. */
const MOST_TEMPLATES = 500;
const parsed = new Map<string, Template>();

/** @throws TemplateError for a broken one. */
export function parseTemplate(text: string): Template {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const template = /[#$]/.test(text) ? parseVelocity(text) : plainText(text);
  if (parsed.size >= MOST_TEMPLATES) parsed.clear();
  parsed.set(text, template);
  return template;
}

/** Most templates of MOCK are plain text, for which the parser need not even be loaded. */
function plainText(text: string): Template {
  return { source: text, nodes: [text], endsSoon: true, constant: text };
}

function parseVelocity(text: string): Template {
  const source = withGaps(text);
  const nodes = parseNodes(source);
  checkBlocks(source, parseNodes(`${source}\n${END}`));
  return { source, nodes, endsSoon: endsSoon(nodes), constant: constantOf(nodes) };
}

function constantOf(nodes: readonly Node[]): string | undefined {
  let text = '';
  for (const node of nodes) {
    if (typeof node === 'string') text += node;
    else if (isBlock(node) || (node.type !== 'raw' && node.type !== 'comment')) return undefined;
    else if (node.type === 'raw') text += node.value;
  }
  return withoutGaps(text);
}

/** Parts a reference from a brace behind it, which is text to Velocity and a mistake to the parser. */
const GAP = '\u{E001}';

function withGaps(text: string): string {
  let source = text;
  for (;;) {
    const at = braceBehindReference(source);
    if (at === undefined) return source;
    source = source.slice(0, at) + GAP + source.slice(at);
  }
}

function braceBehindReference(source: string): number | undefined {
  try {
    velocityParser().parse(source);
    return undefined;
  } catch (error) {
    const { loc } = (error instanceof Error && 'hash' in error && (error.hash as ParserError)) || {};
    if (loc === undefined) return undefined;
    const at = offsetOf(source, loc.last_line, loc.last_column);
    return source[at] === '{' && /[\w)\]]/.test(source[at - 1] ?? '') ? at : undefined;
  }
}

/** What was rendered, without what the parser needed. */
export function withoutGaps(rendered: string): string {
  return rendered.replaceAll(GAP, '');
}

/** What stands in double quotes is a template of its own, without a place of its own. */
export function parseQuoted(text: string): Template {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (error instanceof TemplateError) throw new JavaException(`in "${text}": ${error.message}`);
    throw error;
  }
}

/** Where a statement begins. */
export function placeOf({ first_line, first_column }: SourceSpan): TemplatePlace {
  return { line: first_line, column: first_column + 1 };
}

/** What a template says there, letter for letter. */
export function sourceOf(source: string, span: SourceSpan): string {
  const lines = source.split('\n').slice(span.first_line - 1, span.last_line);
  const end = (lines.at(-1)?.length ?? 0) - span.last_column;
  const text = lines.join('\n');
  return text.slice(span.first_column, text.length - end);
}

let velocity: { readonly parse: typeof Parse } | undefined;

/** Few projects have templates, and a start-up need not wait for it. */
function velocityParser(): { readonly parse: typeof Parse } {
  velocity ??= createRequire(import.meta.url)('velocityjs') as { readonly parse: typeof Parse };
  return velocity;
}

function parseNodes(source: string): readonly Node[] {
  try {
    return velocityParser().parse(source) as readonly unknown[] as readonly Node[];
  } catch (error) {
    throw brokenSyntax(source, error);
  }
}

/** A letter of nobody's, behind the template: where the parser has put it tells which blocks are open. */
const END = '\u{E000}';

/** The parser ignores an `#end` that is missing, and everything behind one too many. */
function checkBlocks(source: string, nodes: readonly Node[]): void {
  checkStatements(source, nodes, undefined);
  const open = openBlock(nodes);
  if (open !== undefined) {
    const [head] = open;
    throw new TemplateError(`#${head.type} is never closed; #end is missing`, placeOf(head.pos));
  }
  if (!endsHere(nodes)) throw new TemplateError('there is an #end too many', placeOfStrayEnd(source));
}

function endsHere(nodes: readonly Node[]): boolean {
  const last = nodes.at(-1);
  return typeof last === 'string' && last.endsWith(END);
}

/** The innermost block that the end of the template stands in. */
function openBlock(nodes: readonly Node[]): Block | undefined {
  for (const node of nodes) {
    if (!isBlock(node)) continue;
    const [, ...body] = node;
    const open = openBlock(body) ?? (endsHere(body) ? node : undefined);
    if (open !== undefined) return open;
  }
  return undefined;
}

function placeOfStrayEnd(source: string): TemplatePlace {
  for (const { index, 0: text } of source.matchAll(/#end\b|#\{end\}/g)) {
    const upToHere = source.slice(0, index + text.length);
    if (!endsHere(parseNodes(`${upToHere}\n${END}`)) && !openBlock(parseNodes(`${upToHere}\n${END}`))) {
      return placeAt(source, index);
    }
  }
  return { line: 1, column: 1 };
}

function checkStatements(source: string, nodes: readonly Node[], head: Block[0] | undefined): void {
  for (const [index, node] of nodes.entries()) {
    if (typeof node === 'string') continue;
    if (isBlock(node)) {
      const [opening, ...body] = node;
      checkStatements(source, body, opening);
    } else if ((node.type === 'else' || node.type === 'elseif') && head?.type !== 'if') {
      throw new TemplateError(`#${node.type} is in no #if`, placeOf(node.pos));
    } else if (node.type === 'references' && node.path?.at(-1)?.type === 'property') {
      const next = nodes[index + 1];
      const isWrapped = sourceOf(source, node.pos).endsWith('}');
      if (typeof next === 'string' && next.startsWith('(') && !isWrapped) {
        throw new TemplateError(
          `the parenthesis behind ${sourceOf(source, node.pos)} is never closed`,
          placeOf(node.pos),
        );
      }
    }
  }
}

interface ParserError {
  readonly text?: string;
  readonly line?: number;
  /** Of what stands before that which is wrong. */
  readonly loc?: SourceSpan;
}

/** The parser's own words tell of its tokens; these tell of the template. */
function brokenSyntax(source: string, error: unknown): TemplateError {
  const {
    text = '',
    line = 0,
    loc,
  }: ParserError = (error instanceof Error && 'hash' in error && (error.hash as ParserError)) || {};
  if (loc === undefined) {
    // What cannot be read at all: mostly a quote that is never closed.
    const column = (source.split('\n')[line] ?? '').search(/\S/) + 1;
    return new TemplateError('this line cannot be read; is a quote or a parenthesis never closed?', {
      line: line + 1,
      column: Math.max(column, 1),
    });
  }
  const start = offsetOf(source, loc.last_line, loc.last_column);
  const place = placeAt(source, start + (/^\s*/.exec(source.slice(start))?.[0].length ?? 0));
  return new TemplateError(
    text === '' ? 'the template ends too early' : `"${text}" is not expected here`,
    place,
  );
}

function offsetOf(source: string, line: number, column: number): number {
  const before = source.split('\n').slice(0, line - 1);
  return before.reduce((length, { length: more }) => length + more + 1, column);
}

function placeAt(source: string, offset: number): TemplatePlace {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
