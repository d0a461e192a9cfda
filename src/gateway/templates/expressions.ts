/** Evaluates what stands in parentheses and behind dollar signs in a template. Pure. Rows `template.*`. */
import { Printable } from '../java-text.ts';
import { callMethod, getIndex, getProperty, setMember } from './members.ts';
import { compute, isTrue } from './operators.ts';
import type { Expression, PathElement, RangeEnd, Reference } from './syntax.ts';
import { JavaException } from './template-error.ts';
import { isNothing } from './values.ts';

/** AWS's quota for `#foreach` of REST APIs. */
export const MOST_ITEMS = 1000;

/** Part of a template that is rendered where it is asked for. */
export class Piece extends Printable {
  readonly text: () => string;

  constructor(text: () => string) {
    super();
    this.text = text;
  }
}

export class Expressions {
  readonly #variables: Map<string, unknown>;
  readonly #renderText: (text: string) => string;

  /** @param renderText - for texts in double quotes, which are templates of their own. */
  constructor(variables: Map<string, unknown>, renderText: (text: string) => string) {
    this.#variables = variables;
    this.#renderText = renderText;
  }

  resolve({ id, path = [] }: Reference): unknown {
    let value = this.#variables.get(id);
    if (value instanceof Piece) value = value.text();
    for (const element of path) {
      if (isNothing(value)) return undefined;
      value = this.#step(value, element);
    }
    return value;
  }

  #step(value: unknown, element: PathElement): unknown {
    switch (element.type) {
      case 'property':
        return getProperty(value, element.id);
      case 'index':
        return getIndex(value, this.evaluate(element.id));
      case 'method': {
        const args = (element.args || []).map((argument) => this.evaluate(argument));
        return callMethod(value, element.id, args);
      }
      default:
        return undefined;
    }
  }

  /** A variable is not set to nothing: it keeps what it was, as in Velocity 1.7. */
  set(target: Reference, expression: Expression): void {
    const value = this.evaluate(expression);
    if (isNothing(value)) return;
    const last = target.path?.at(-1);
    if (last === undefined) {
      this.#variables.set(target.id, value);
      return;
    }
    if (last.type === 'method') return;
    const owner = this.resolve({ ...target, path: target.path?.slice(0, -1) ?? [] });
    setMember(owner, last.type === 'index' ? this.evaluate(last.id) : last.id, value);
  }

  evaluate(expression: Expression): unknown {
    switch (expression.type) {
      case 'references':
        return this.resolve(expression);
      case 'string':
        return expression.isEval && /[#$]/.test(expression.value)
          ? this.#renderText(expression.value)
          : expression.value;
      case 'integer':
      case 'decimal':
        return Number(expression.value);
      case 'bool':
        return expression.value === 'null' ? undefined : expression.value === 'true';
      case 'map': {
        const entries = Object.entries(expression.value ?? {});
        return new Map<unknown, unknown>(entries.map(([key, value]) => [key, this.evaluate(value)]));
      }
      case 'array':
        return expression.isRange
          ? this.#range(expression.value)
          : expression.value.map((item) => this.evaluate(item));
      case 'math':
        return this.#calculate(expression.operator, expression.expression);
      default:
        return undefined;
    }
  }

  #range([from, to]: readonly RangeEnd[]): number[] {
    const [first, last] = [from, to].map((end) => Number(typeof end === 'object' ? this.resolve(end) : end));
    if (first === undefined || last === undefined || Number.isNaN(first + last)) return [];
    const length = Math.abs(last - first) + 1;
    if (length > MOST_ITEMS) throw new JavaException(`a range of ${length} numbers`);
    return Array.from({ length }, (_, index) => (first <= last ? first + index : first - index));
  }

  #calculate(operator: string, [left, right]: readonly Expression[]): unknown {
    const operand = (expression: Expression | undefined) => expression && this.evaluate(expression);
    switch (operator) {
      case '&&':
        return isTrue(operand(left)) && isTrue(operand(right));
      case '||':
        return isTrue(operand(left)) || isTrue(operand(right));
      case 'not':
        return !isTrue(operand(left));
      case 'minus':
        return compute('-', 0, operand(left));
      case 'parenthesis':
        return operand(left);
      default:
        return compute(operator, operand(left), operand(right));
    }
  }
}
