/** Renders a parsed template as Velocity 1.7 does, with Java's values. Pure. Rows `template.*`. */
import { javaText } from '../java-text.ts';
import { chosenBranch } from './branch.ts';
import { Expressions, MOST_ITEMS, Piece } from './expressions.ts';
import { loopStatus } from './loop-status.ts';
import { parseQuoted, placeOf, sourceOf, type Template } from './parse.ts';
import {
  type Block,
  type Expression,
  isBlock,
  type Node,
  type Plain,
  type Reference,
  type Statement,
} from './syntax.ts';
import { JavaException, TemplateError, type TemplatePlace } from './template-error.ts';
import { isNothing, itemsOf } from './values.ts';

/** Velocity's. */
const DEEPEST_CALL = 20;

interface Macro {
  readonly source: string;
  readonly parameters: readonly string[];
  readonly body: readonly Node[];
}

export class Interpreter {
  readonly #variables: Map<string, unknown>;
  readonly #expressions: Expressions;
  readonly #macros = new Map<string, Macro>();
  /** What the nodes at hand were read from. */
  #source = '';
  #place: TemplatePlace = { line: 1, column: 1 };
  #depth = 0;
  /** A `#break` that has not reached its loop yet. */
  #breaks = false;

  constructor(variables: Readonly<Record<string, unknown>>) {
    this.#variables = new Map(Object.entries(variables));
    this.#expressions = new Expressions(this.#variables, (text) => this.#renderText(text));
  }

  /** Where the rendering is. */
  get place(): TemplatePlace {
    return this.#place;
  }

  /** @throws TemplateError with the place of what failed. */
  render(template: Template): string {
    // A macro can be called before the line that defines it.
    for (const node of template.nodes) if (isBlock(node)) this.#define(template.source, node);
    try {
      return this.#renderFrom(template.source, template.nodes);
    } catch (error) {
      if (error instanceof JavaException) throw new TemplateError(error.message, this.#place);
      if (error instanceof RangeError) throw new TemplateError(excessOf(error), this.#place);
      throw error;
    }
  }

  #renderFrom(source: string, nodes: readonly Node[]): string {
    const outer = this.#source;
    this.#source = source;
    try {
      return this.#renderAll(nodes);
    } finally {
      this.#source = outer;
    }
  }

  #renderAll(nodes: readonly Node[]): string {
    let text = '';
    for (const node of nodes) {
      if (this.#breaks) break;
      if (typeof node === 'string') text += node;
      else text += isBlock(node) ? this.#renderBlock(node) : this.#renderStatement(node);
    }
    return text;
  }

  #renderStatement(node: Plain | Statement): string {
    if (node.type === 'raw') return node.value;
    if (node.type === 'comment') return '';
    this.#place = placeOf(node.pos);
    switch (node.type) {
      case 'references':
        return this.#renderReference(node);
      case 'set':
        this.#expressions.set(...node.equal);
        return '';
      case 'macro_call':
        return this.#call(node.id, node.args, undefined) ?? sourceOf(this.#source, node.pos);
      case 'break':
        this.#breaks = true;
        return '';
      default:
        return '';
    }
  }

  #renderBlock(block: Block): string {
    const [head, ...body] = block;
    this.#place = placeOf(head.pos);
    const source = this.#source;
    switch (head.type) {
      case 'if':
        return this.#renderAll(
          chosenBranch(head.condition, body, (part) => this.#expressions.evaluate(part)),
        );
      case 'foreach':
        return this.#loop(head.to, this.#expressions.evaluate(head.from), body);
      case 'define':
        this.#variables.set(head.id, new Piece(() => this.#deeper(() => this.#renderFrom(source, body))));
        return '';
      case 'macro':
        this.#define(source, block);
        return '';
      case 'macro_body': {
        const content = new Piece(() => this.#renderFrom(source, body));
        return this.#call(head.id, head.args, content) ?? '';
      }
      case 'noescape':
        return this.#renderAll(body);
    }
  }

  #define(source: string, [head, ...body]: Block): void {
    if (head.type !== 'macro') return;
    const parameters = (head.args ?? []).map(({ id }) => id);
    this.#macros.set(head.id, { source, parameters, body });
  }

  #loop(name: string, list: unknown, body: readonly Node[]): string {
    const items = list instanceof Map ? [...list.values()] : itemsOf(list);
    if (items === undefined) return '';
    if (items.length > MOST_ITEMS) {
      throw new JavaException(`#foreach over ${items.length} items; at most ${MOST_ITEMS} are possible`);
    }
    const parent = this.#variables.get('foreach');
    return this.#withVariables([name, 'foreach', 'velocityCount'], () => {
      let text = '';
      for (const [index, item] of items.entries()) {
        this.#variables.set(name, item);
        this.#variables.set('foreach', loopStatus(index, items.length, parent));
        this.#variables.set('velocityCount', index + 1);
        text += this.#renderAll(body);
        if (this.#breaks) break;
      }
      this.#breaks = false;
      return text;
    });
  }

  /** @returns undefined when there is no such macro. */
  #call(
    name: string,
    args: readonly Expression[] | undefined,
    content: Piece | undefined,
  ): string | undefined {
    const macro = this.#macros.get(name);
    if (macro === undefined) return undefined;
    const values = macro.parameters.map((_, index) => {
      const argument = args?.[index];
      return argument && this.#expressions.evaluate(argument);
    });
    return this.#withVariables([...macro.parameters, 'bodyContent'], () => {
      for (const [index, parameter] of macro.parameters.entries()) {
        this.#variables.set(parameter, values[index]);
      }
      this.#variables.set('bodyContent', content);
      return this.#deeper(() => this.#renderFrom(macro.source, macro.body));
    });
  }

  /** Whatever these variables are in between, they are what they were afterwards. */
  #withVariables(names: readonly string[], render: () => string): string {
    const before = names.map((name) => [name, this.#variables.get(name)] as const);
    const text = render();
    for (const [name, value] of before) this.#variables.set(name, value);
    return text;
  }

  #deeper(render: () => string): string {
    if (this.#depth >= DEEPEST_CALL) {
      throw new JavaException(`macros and definitions call each other more than ${DEEPEST_CALL} deep`);
    }
    this.#depth += 1;
    const text = render();
    this.#depth -= 1;
    return text;
  }

  /** What has no value prints nothing; a variable that nobody has set stands there as it was written. */
  #renderReference(node: Statement & Reference): string {
    const written = () => sourceOf(this.#source, node.pos);
    if (node.args !== undefined) {
      const behind = written().slice((node.leader?.length ?? 1) + node.id.length);
      const value = this.#variables.get(node.id);
      return `${isNothing(value) ? `$${node.id}` : javaText(value)}${behind}`;
    }
    const value = this.#expressions.resolve(node);
    if (!isNothing(value)) return javaText(value);
    const isQuiet = node.leader === '$!' || !isNothing(this.#variables.get(node.id));
    return isQuiet ? '' : written();
  }

  #renderText(text: string): string {
    const place = this.#place;
    const { source, nodes } = parseQuoted(text);
    try {
      return this.#renderFrom(source, nodes);
    } finally {
      // Places within the quotes are not the template's.
      this.#place = place;
    }
  }
}

/** A list can be put into itself, a message be nested deeper than the stack, a text grow with each round of a loop. */
function excessOf({ message }: RangeError): string {
  return message === 'Invalid string length' ? 'a text grows too long' : 'a value is nested too deeply';
}
