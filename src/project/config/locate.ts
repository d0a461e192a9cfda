/**
 * Where in the text of a configuration a value stands. Only a report of problems needs it, so it, and the
 * parsers behind it, are loaded then and not before.
 */
import { parse, parseExpression } from '@babel/parser';
import { type ParseError, parse as parseJson, printParseErrorCode } from 'jsonc-parser';
import type { DefinitionPath } from '../model.ts';
import type { Place } from '../problems.ts';

/** What this file needs to know of a syntax tree's node. */
interface Node {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } } | null;
  readonly [field: string]: unknown;
}

/**
 * The place of the value at `path`, or of the nearest thing around it that the text spells out; a module may
 * compute its configuration.
 */
export function locate(file: string, source: string, path: DefinitionPath, at?: 'key'): Place {
  let node: Node | undefined;
  try {
    node = file.endsWith('.json') ? asNode(parseExpression(source)) : findExport(source);
  } catch {
    return { line: 1, column: 1 };
  }
  let place = placeOf(node);
  for (const [depth, part] of path.entries()) {
    const property = findProperty(resolveLiteral(node, source), part);
    if (property === undefined) break;
    const last = depth === path.length - 1;
    place = placeOf(last && at !== 'key' ? property.value : property.key);
    node = property.value;
  }
  return place;
}

/** Every place where a text fails to be JSON. */
export function findJsonErrors(source: string): { place: Place; message: string }[] {
  const errors: ParseError[] = [];
  parseJson(source, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  return errors.map(({ error, offset }) => ({
    place: placeAt(source, offset),
    message: `not JSON: ${words(printParseErrorCode(error))}`,
  }));
}

function words(code: string): string {
  return code
    .replaceAll(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase();
}

function placeAt(source: string, offset: number): Place {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function placeOf(node: Node | undefined): Place {
  const start = node?.loc?.start;
  return start === undefined ? { line: 1, column: 1 } : { line: start.line, column: start.column + 1 };
}

function asNode(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && 'type' in value ? (value as Node) : undefined;
}

function asNodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.flatMap((item) => asNode(item) ?? []) : [];
}

function parseModule(source: string): Node[] {
  const plugins: ('typescript' | 'jsx')[] = ['typescript'];
  const tree = parse(source, { sourceType: 'unambiguous', plugins, errorRecovery: true });
  return asNodes(tree.program.body);
}

/** The expression behind `export default` or `module.exports =`. */
function findExport(source: string): Node | undefined {
  for (const statement of parseModule(source)) {
    if (statement.type === 'ExportDefaultDeclaration') return asNode(statement.declaration);
    const expression = asNode(statement.expression);
    if (expression?.type !== 'AssignmentExpression') continue;
    const target = asNode(expression.left);
    if (asNode(target?.object)?.name === 'module') return asNode(expression.right);
  }
  return undefined;
}

/** The object literal behind `defineConfig(…)`, `… satisfies T`, `() => (…)` or a variable's name. */
function resolveLiteral(node: Node | undefined, source: string): Node | undefined {
  let current = node;
  for (let step = 0; step < 10 && current !== undefined; step++) {
    if (current.type === 'ObjectExpression' || current.type === 'ArrayExpression') return current;
    else if (current.type === 'CallExpression') current = asNodes(current.arguments)[0];
    else if (current.type === 'Identifier') current = findVariable(source, current.name);
    else if (current.type === 'ArrowFunctionExpression') current = asNode(current.body);
    else current = asNode(current.expression);
  }
  return undefined;
}

function findVariable(source: string, name: unknown): Node | undefined {
  const declarations = parseModule(source).flatMap((statement) => {
    const declaration = asNode(statement.declaration) ?? statement;
    return asNodes(declaration.declarations);
  });
  return asNode(declarations.find((declaration) => asNode(declaration.id)?.name === name)?.init);
}

function findProperty(literal: Node | undefined, part: string | number) {
  if (literal?.type === 'ArrayExpression') {
    const value = asNodes(literal.elements)[Number(part)];
    return value && { key: value, value };
  }
  for (const property of asNodes(literal?.properties)) {
    const key = asNode(property.key);
    const value = asNode(property.value);
    const name = key?.type === 'Identifier' ? key.name : key?.value;
    if (key && value && name === part) return { key, value };
  }
  return undefined;
}
