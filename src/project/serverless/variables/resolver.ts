/**
 * Replaces the variables of a definition, each when somebody needs it: what no one reads may have none of its values.
 * What a variable stands for keeps the location where it is written.
 */
import { formatPath } from '../../problems.ts';
import type { Location } from '../../source/location.ts';
import {
  type Entry,
  isUnknown,
  type List,
  list,
  type Mapping,
  mappingOf,
  type Node,
  nodeAt,
  scalar,
  toText,
  unknown,
} from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import {
  parseTemplate,
  parseVariable,
  type SourceCall,
  type Template,
  TemplateError,
  type Variable,
} from './template.ts';

/** What is being worked on, around the current value: texts whose variables are replaced, and what is resolved below. */
export interface Trail {
  readonly node: Node;
  readonly around: Trail | undefined;
}

/** A source with its parameters and its address as they are after their own variables were replaced. */
export interface Call {
  readonly type: string;
  readonly parameters: readonly string[];
  readonly address: string | undefined;
  /** Where the text is that asks. */
  readonly at: Location;
  readonly trail: Trail | undefined;
}

/** Where values of variables come from. */
export interface VariableSource {
  /** Undefined or `null`: it has no value. @throws {VariableError} */
  read(call: Call, resolver: Resolver): Promise<Node | undefined>;
  /** What is wrong and what to do when neither it nor a fall-back has a value, behind the variable's text. */
  missing(call: Call, resolver: Resolver): string;
}

/** A source finds something wrong; its message is a sentence for the user. */
export class VariableError extends Error {}

/** There is no value, and its reason was reported where it lies. */
export class Broken extends Error {}

export class Resolver {
  readonly root: Node;
  readonly #sourceOf: (call: Call, resolver: Resolver) => Promise<VariableSource>;
  readonly #problems: ProblemList;
  readonly #replaced = new Map<Node, Node>();
  readonly #resolved = new Map<Node, Node>();

  /** @param sourceOf - the source that a call names. */
  constructor(
    root: Node,
    sourceOf: (call: Call, resolver: Resolver) => Promise<VariableSource>,
    problems: ProblemList,
  ) {
    this.root = root;
    this.#sourceOf = sourceOf;
    this.#problems = problems;
  }

  /** The value without variables, all the way down. */
  async resolve(node: Node, trail?: Trail): Promise<Node> {
    const here = await this.replace(node, trail);
    if (here.kind === 'scalar') return here;
    const known = this.#resolved.get(here);
    if (known !== undefined) return known;
    if (isIn(trail, here)) return this.#breakCircle(here, node, trail);
    const inside = { node: here, around: trail };
    const resolved =
      here.kind === 'list' ? await this.#resolveList(here, inside) : await this.#resolveMapping(here, inside);
    this.#resolved.set(here, resolved);
    return resolved;
  }

  /** What stands in a text's place; below it, nothing is touched. */
  async replace(node: Node, trail?: Trail): Promise<Node> {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || !node.value.includes('$')) return node;
    if (isIn(trail, node)) return this.#breakCircle(node, node, trail);
    const known = this.#replaced.get(node);
    if (known !== undefined) return known;
    const replaced = await this.#replaceText(node, node.value, trail);
    this.#replaced.set(node, replaced);
    return replaced;
  }

  /** The value below these keys, whatever on the way there stands in variables; not resolved itself. */
  async property(path: readonly string[], trail?: Trail): Promise<Node | undefined> {
    return this.below(this.root, path, trail);
  }

  async below(start: Node, path: readonly string[], trail?: Trail): Promise<Node | undefined> {
    let node: Node | undefined = await this.replace(start, trail);
    for (const step of path) {
      const inner: Node | undefined = nodeAt(node, step);
      if (inner === undefined) return undefined;
      node = await this.replace(inner, trail);
    }
    return node;
  }

  /** The value of a template that stands in no definition. @throws {VariableError} */
  async evaluate(template: Template, at: Location, trail?: Trail): Promise<Node> {
    const [only] = template;
    const value =
      template.length === 1 && typeof only === 'object'
        ? await this.#variable(only, at, trail)
        : scalar(await this.#text(template, at, trail), at);
    if (isUnknown(value)) throw new Broken();
    return value;
  }

  /** @param variable - without its braces. @throws {VariableError} */
  async evaluateText(variable: string, { at, trail }: Pick<Call, 'at' | 'trail'>): Promise<Node> {
    return this.resolve(await this.evaluate(parseVariable(variable), at, trail), trail);
  }

  async #replaceText(node: Node, text: string, trail: Trail | undefined): Promise<Node> {
    const inside = { node, around: trail };
    try {
      const template = parseTemplate(text);
      if (template.every((part) => typeof part === 'string')) return scalar(template.join(''), node.at);
      const value = await this.evaluate(template, node.at, inside);
      // What comes of one variable may have others in it, what is put together of several has not.
      const replaced = template.length === 1 ? await this.replace(value, inside) : value;
      return isUnknown(replaced) ? unknown(node.at) : replaced;
    } catch (error) {
      if (error instanceof TemplateError || error instanceof VariableError) {
        this.#problems.add(node.at, error.message);
      } else if (!(error instanceof Broken)) throw error;
      return unknown(node.at);
    }
  }

  async #variable({ text, sources }: Variable, at: Location, trail: Trail | undefined): Promise<Node> {
    let missing = 'has no value';
    for (const source of sources) {
      if (source.kind === 'literal') return scalar(source.value, at);
      if (source.kind === 'nested') return this.evaluate(source.template, at, trail);
      const call = await this.#call(source, at, trail);
      const reader = await this.#sourceOf(call, this);
      const value = await reader.read(call, this);
      if (value !== undefined && isUnknown(value)) throw new Broken();
      if (value !== undefined && !(value.kind === 'scalar' && value.value === null)) return value;
      missing = reader.missing(call, this);
    }
    throw new VariableError(`${text} ${missing}`);
  }

  async #call(
    { type, parameters, address }: SourceCall,
    at: Location,
    trail: Trail | undefined,
  ): Promise<Call> {
    const texts: string[] = [];
    for (const parameter of parameters) texts.push(await this.#text(parameter, at, trail));
    return {
      type,
      parameters: texts,
      address: address && (await this.#text(address, at, trail)),
      at,
      trail,
    };
  }

  async #text(template: Template, at: Location, trail: Trail | undefined): Promise<string> {
    let text = '';
    for (const part of template) {
      if (typeof part === 'string') {
        text += part;
        continue;
      }
      const value = await this.replace(await this.#variable(part, at, trail), trail);
      if (isUnknown(value)) throw new Broken();
      const piece = toText(value);
      if (piece === undefined) throw new VariableError(`${part.text} ${noPieceOfText(value)}`);
      text += piece;
    }
    return text;
  }

  async #resolveList({ items, at }: List, trail: Trail | undefined): Promise<Node> {
    const resolved: Node[] = [];
    for (const item of items) resolved.push(await this.resolve(item, trail));
    return list(resolved, at);
  }

  async #resolveMapping({ entries, at }: Mapping, trail: Trail | undefined): Promise<Node> {
    const resolved = new Map<string, Entry>();
    for (const [name, { key, value }] of entries) {
      resolved.set(name, { key, value: await this.resolve(value, trail) });
    }
    return mappingOf(resolved, at);
  }

  /** @param asked - what stands for `node`, which is around it. */
  #breakCircle(node: Node, asked: Node, trail: Trail | undefined): Node {
    const names = node === asked ? [nameOf(node)] : [nameOf(asked), nameOf(node)];
    for (let around = trail; around !== undefined; around = around.around) {
      names.unshift(nameOf(around.node));
      if (around.node === node) break;
    }
    this.#problems.add(asked.at, `stands for itself: ${names.join(' → ')}; write one of them out`);
    return unknown(asked.at);
  }
}

function isIn(trail: Trail | undefined, node: Node): boolean {
  for (let around = trail; around !== undefined; around = around.around)
    if (around.node === node) return true;
  return false;
}

function nameOf({ at }: Node): string {
  return formatPath(at.path) || 'the whole file';
}

function noPieceOfText(value: Node): string {
  if (value.kind === 'scalar') return 'is null, of which no text can be made; give it another fall-back';
  const what = value.kind === 'list' ? 'a list' : 'an object';
  return `is ${what}, and ${what} cannot be a piece of a text; let the variable be the whole value, or name something in it`;
}
