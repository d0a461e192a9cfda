/** Operators of templates, with Java's numbers. Pure. Rows `template.arithmetic`, `template.conditions`. */
import { javaText } from '../java-text.ts';
import { isEqual, isNothing } from './values.ts';

/** Velocity takes everything for true but `false` and nothing: the empty text, 0 and empty lists are true. */
export function isTrue(value: unknown): boolean {
  return !isNothing(value) && value !== false;
}

type Operator = (left: unknown, right: unknown) => unknown;

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['==', isEqual],
  ['!=', (left, right) => !isEqual(left, right)],
  ['<', ofNumbers((left, right) => left < right, false)],
  ['>', ofNumbers((left, right) => left > right, false)],
  ['<=', ofNumbers((left, right) => left <= right, false)],
  ['>=', ofNumbers((left, right) => left >= right, false)],
  ['+', add],
  ['-', ofNumbers((left, right) => left - right)],
  ['*', ofNumbers((left, right) => left * right)],
  ['/', ofNumbers(divide)],
  ['%', ofNumbers((left, right) => (right === 0 ? undefined : left % right))],
]);

/** @returns undefined for what Java cannot compute. */
export function compute(operator: string, left: unknown, right: unknown): unknown {
  return OPERATORS.get(operator)?.(left, right);
}

function ofNumbers(of: (left: number, right: number) => unknown, otherwise?: unknown): Operator {
  return (left, right) =>
    typeof left === 'number' && typeof right === 'number' ? of(left, right) : otherwise;
}

/** A text and anything else are put together. */
function add(left: unknown, right: unknown): unknown {
  if (typeof left === 'string' || typeof right === 'string') return javaText(left) + javaText(right);
  return typeof left === 'number' && typeof right === 'number' ? left + right : undefined;
}

/** Whole numbers are divided without a rest. */
function divide(left: number, right: number): number | undefined {
  if (right === 0) return undefined;
  const quotient = left / right;
  return Number.isInteger(left) && Number.isInteger(right) ? Math.trunc(quotient) : quotient;
}
