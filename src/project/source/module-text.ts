/**
 * The text of a definition that is a module: its syntax errors, and where its values stand. Only a report of
 * problems needs it, so it, and the parser behind it, are loaded then and not before.
 */
import { type ParseResult, parse } from '@babel/parser';
import type { Place, PlacedProblem } from '../problems.ts';
import type { SourceValue } from './locate.ts';

/** What this file needs to know of a syntax tree's node. */
interface Node {
  readonly type: string;
  readonly loc?: { readonly start: Start } | null;
  readonly [field: string]: unknown;
}

/** Lines counted from 1, columns from 0. */
interface Start {
  readonly line: number;
  readonly column: number;
}

/** How many names, calls and casts may stand between an export and its object; a cycle ends there. */
const MAX_STEPS = 20;

export function findSyntaxErrors(source: string): PlacedProblem[] {
  let errors: readonly unknown[];
  try {
    errors = parseModule(source).errors ?? [];
  } catch (error) {
    errors = [error];
  }
  return errors.map((error) => {
    const { loc, message } = error as { loc?: Start; message: string };
    return { place: toPlace(loc), message: `syntax error: ${message.replace(/\s*\(\d+:\d+\)$/, '')}` };
  });
}

export function moduleRoot(source: string): SourceValue {
  const statements = asNodes(parseModule(source).program.body);
  return toSourceValue(findExport(statements), statements);
}

function parseModule(source: string): ParseResult {
  return parse(source, { sourceType: 'unambiguous', plugins: ['typescript'], errorRecovery: true });
}

/** What stands behind `export default`, `module.exports =` and their like. */
function findExport(statements: readonly Node[]): Node | undefined {
  for (const statement of statements) {
    if (statement.type === 'ExportDefaultDeclaration') return asNode(statement.declaration);
    if (statement.type === 'TSExportAssignment') return asNode(statement.expression);
    const named = asNodes(statement.specifiers).find(
      ({ exported }) => nameOf(asNode(exported)) === 'default',
    );
    if (named !== undefined && statement.type === 'ExportNamedDeclaration') return asNode(named.local);
    const expression = asNode(statement.expression);
    if (expression?.type !== 'AssignmentExpression') continue;
    const target = asNode(expression.left);
    const object = nameOf(asNode(target?.object));
    const property = nameOf(asNode(target?.property));
    if (object === 'module' && property === 'exports') return asNode(expression.right);
    if (object === 'exports' && property === 'default') return asNode(expression.right);
  }
  return undefined;
}

/** @param scope - the statements whose variables the value may name. */
function toSourceValue(node: Node | undefined, scope: readonly Node[]): SourceValue {
  return {
    place: toPlace(node?.loc?.start),
    entry: (part) => {
      const literal = resolve(node, scope);
      const found = literal && findEntry(literal.node, part, literal.scope, MAX_STEPS);
      return (
        found && { key: toPlace(found.key.loc?.start), value: toSourceValue(found.value, literal.scope) }
      );
    },
  };
}

interface Resolved {
  readonly node: Node;
  readonly scope: readonly Node[];
}

/** The literal behind a variable's name, `defineConfig(…)`, `… satisfies T`, a function that returns it. */
function resolve(start: Node | undefined, startScope: readonly Node[]): Resolved | undefined {
  let node = start;
  let scope = startScope;
  for (let step = 0; step < MAX_STEPS && node !== undefined; step++) {
    const body = asNode(node.body);
    if (node.type === 'ObjectExpression' || node.type === 'ArrayExpression') return { node, scope };
    if (node.type === 'CallExpression') node = asNodes(node.arguments)[0] ?? asNode(node.callee);
    else if (node.type === 'Identifier') node = findVariable(scope, nameOf(node));
    else if (node.type === 'MemberExpression') {
      const object = resolve(asNode(node.object), scope);
      const name = nameOf(asNode(node.property));
      const found =
        object && name !== undefined && findEntry(object.node, name, object.scope, MAX_STEPS - step);
      node = found ? found.value : undefined;
    } else if (body?.type === 'BlockStatement') {
      scope = [...asNodes(body.body), ...scope];
      node = asNode(asNodes(body.body).findLast(({ type }) => type === 'ReturnStatement')?.argument);
    } else node = body ?? asNode(node.expression) ?? asNode(node.argument);
  }
  return undefined;
}

function findVariable(scope: readonly Node[], name: string | undefined): Node | undefined {
  for (const statement of scope) {
    const declaration = asNode(statement.declaration) ?? statement;
    if (declaration.type === 'FunctionDeclaration' && nameOf(asNode(declaration.id)) === name) {
      return declaration;
    }
    const variable = asNodes(declaration.declarations).find(({ id }) => nameOf(asNode(id)) === name);
    if (variable !== undefined) return asNode(variable.init);
  }
  return undefined;
}

/** The last entry of that name, which is the one that counts, also inside `...spread`. */
function findEntry(
  literal: Node,
  part: string | number,
  scope: readonly Node[],
  steps: number,
): { key: Node; value: Node } | undefined {
  if (literal.type === 'ArrayExpression') {
    const elements = asNodes(literal.elements);
    const value = elements.some(({ type }) => type === 'SpreadElement') ? undefined : elements[Number(part)];
    return value && { key: value, value };
  }
  for (const property of asNodes(literal.properties).toReversed()) {
    if (property.type === 'SpreadElement' && steps > 0) {
      const spread = resolve(asNode(property.argument), scope);
      const found = spread && findEntry(spread.node, part, spread.scope, steps - 1);
      if (found) return found;
    }
    const key = asNode(property.key);
    const value = asNode(property.value);
    if (key && value && keyOf(key, property.computed === true, scope) === String(part)) return { key, value };
  }
  return undefined;
}

function keyOf(key: Node, computed: boolean, scope: readonly Node[]): string | undefined {
  if (!computed && key.type === 'Identifier') return nameOf(key);
  const literal = key.type === 'Identifier' ? findVariable(scope, nameOf(key)) : key;
  const text = literal?.value;
  return typeof text === 'string' || typeof text === 'number' ? String(text) : undefined;
}

function nameOf(node: Node | undefined): string | undefined {
  return typeof node?.name === 'string' ? node.name : undefined;
}

function toPlace(start: Start | undefined): Place {
  return start === undefined ? { line: 1, column: 1 } : { line: start.line, column: start.column + 1 };
}

function asNode(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && 'type' in value ? (value as Node) : undefined;
}

function asNodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.flatMap((item) => asNode(item) ?? []) : [];
}
