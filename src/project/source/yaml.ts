/**
 * Reads YAML into nodes. A local tag is an intrinsic function of CloudFormation's short form: `!Sub x` is
 * `{ "Fn::Sub": x }`; which of them there are is not known here. YAML 1.2, for both frameworks read `on` as a text.
 */
import * as yaml from 'yaml';
import type { Place, PlacedProblem } from '../problems.ts';
import { placeAt } from './locate.ts';
import { Location, type SourceText } from './location.ts';
import { DEEPEST, TOO_DEEP, yamlTooDeep } from './nesting.ts';
import { type Entry, list, type Mapping, type Node, scalar } from './node.ts';
import type { Parsed } from './parsed.ts';

/** @param file - absolute path. */
export function parseYaml(file: string, text: string): Parsed {
  const tooDeep = yamlTooDeep(text);
  if (tooDeep !== undefined)
    return { ok: false, problems: [{ place: placeAt(text, tooDeep), message: TOO_DEEP }] };
  const lines = new yaml.LineCounter();
  const document = withoutStacks(() =>
    yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' }),
  );
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const errors = [...document.errors];
  if (errors.length > 0) return { ok: false, problems: firstOfEachLine(errors, placeOf) };
  const source: SourceText = { file, placeOf: ({ offset }) => placeOf(offset) };
  const reader = new Reader(document);
  const node = reader.read(document.contents, Location.top(source));
  return reader.problems.length === 0
    ? { ok: true, node }
    : {
        ok: false,
        problems: reader.problems.map(({ offset, message }) => ({ place: placeOf(offset), message })),
      };
}

/** The parser makes an error of each local tag, whose stack takes longer than the tag. */
function withoutStacks<T>(parse: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** What is said beside the parser's own words. */
const ADVICE: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'YAML is indented by spaces; replace the tab',
  BAD_INDENT: 'indent it like its neighbours',
  DUPLICATE_KEY: 'this key stands in the same mapping twice; rename or remove one',
  MULTIPLE_DOCS: 'a definition is one document; remove the "---" and what follows',
  MULTILINE_IMPLICIT_KEY: 'the line lacks its ":"',
  UNEXPECTED_TOKEN: 'a ",", a quote or a line break may be missing before it',
  BLOCK_AS_IMPLICIT_KEY: 'a ":" too many, or the line above lacks its ":"',
};

/** What follows the first are mostly the parser's attempts to go on after it; keys are not touched by these. */
function firstOfEachLine(errors: readonly yaml.YAMLParseError[], placeOf: (offset: number) => Place) {
  const byLine = new Map<number, PlacedProblem>();
  const lost = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  for (const error of errors) {
    if (error !== lost && error.code !== 'DUPLICATE_KEY') continue;
    const { code, message, pos } = error;
    const place = placeOf(pos[0]);
    const sentence = message.replace(/\s+/g, ' ').replace(/[.:\s]+$/, '');
    const advice = ADVICE[code];
    if (!byLine.has(place.line)) {
      byLine.set(place.line, { place, message: `not YAML: ${sentence}${advice ? `; ${advice}` : ''}` });
    }
  }
  return [...byLine.values()];
}

const MERGE_KEY = '<<';

/** Values that aliases may stand for, all together: lists of aliases of lists of aliases grow beyond any memory. */
const MOST_COPIES = 100_000;

class Reader {
  readonly problems: { readonly offset: number; readonly message: string }[] = [];
  readonly #document: yaml.Document;
  /** Those that are being read, around the current one. */
  readonly #around = new Set<unknown>();
  /** To find one takes a look at the whole document. */
  readonly #targets = new Map<yaml.Alias, yaml.Node>();
  #depth = 0;
  #copies = 0;

  constructor(document: yaml.Document) {
    this.#document = document;
  }

  read(item: unknown, at: Location): Node {
    if (this.#depth === DEEPEST) return this.#refuse(at, TOO_DEEP);
    if (this.#around.size > 0 && ++this.#copies > MOST_COPIES) {
      return this.#refuse(at, `its aliases stand for more than ${MOST_COPIES} values; write it without them`);
    }
    this.#depth++;
    const node = yaml.isAlias(item) ? this.#readAlias(item, at) : this.#readTagged(item, at);
    this.#depth--;
    return node;
  }

  /** Nothing stands where something cannot be read; one reason is enough. */
  #refuse(at: Location, message: string): Node {
    if (!this.problems.some((problem) => problem.message === message)) {
      this.problems.push({ offset: at.offset, message });
    }
    return scalar(null, at);
  }

  #readTagged(item: unknown, at: Location): Node {
    const tag = yaml.isNode(item) ? item.tag : undefined;
    const node = this.#readPlain(item, at);
    if (tag === undefined || !/^![^!]/.test(tag)) return node;
    const name = tag.slice(1);
    const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
    return { kind: 'mapping', entries: new Map([[key, { key: at, value: node }]]), at };
  }

  #readPlain(item: unknown, at: Location): Node {
    if (yaml.isMap(item)) return this.#readMap(item, at);
    if (yaml.isSeq(item))
      return list(
        item.items.map((inner, i) => this.read(inner, below(at, i, inner))),
        at,
      );
    if (!yaml.isScalar(item)) return scalar(null, at);
    const { value, source } = item;
    if (typeof value === 'string' || value === null) return scalar(value, at);
    const isPlain = typeof value === 'number' || typeof value === 'boolean';
    const shown = isPlain ? value : String(value);
    return { kind: 'scalar', value: shown, ...(source !== undefined && { text: source }), at };
  }

  #readMap(map: yaml.YAMLMap, at: Location): Mapping {
    const entries = new Map<string, Entry>();
    for (const { key, value } of map.items) {
      const name = yaml.isScalar(key)
        ? typeof key.value === 'string'
          ? key.value
          : (key.source ?? String(key.value))
        : String(key);
      if (name === MERGE_KEY && yaml.isScalar(key) && key.type === 'PLAIN') {
        this.#merge(value, at, entries);
        continue;
      }
      const keyLocation = below(at, name, key);
      entries.set(name, { key: keyLocation, value: this.read(value, below(at, name, value ?? key)) });
    }
    return { kind: 'mapping', entries, at };
  }

  /** What a mapping has itself counts before what it merges, wherever that stands. */
  #merge(value: unknown, at: Location, entries: Map<string, Entry>): void {
    const merged = this.read(value, below(at, MERGE_KEY, value));
    for (const node of merged.kind === 'list' ? merged.items : [merged]) {
      if (node.kind !== 'mapping') this.#refuse(node.at, '"<<" merges mappings, and this is none');
      else for (const [key, entry] of node.entries) if (!entries.has(key)) entries.set(key, entry);
    }
  }

  #readAlias(alias: yaml.Alias, at: Location): Node {
    const target = this.#targets.get(alias) ?? alias.resolve(this.#document);
    if (target === undefined) {
      return this.#refuse(at, `there is no &${alias.source} above it; write one, or correct the name`);
    }
    if (this.#around.has(target)) {
      return this.#refuse(
        at,
        `*${alias.source} stands for something that it is part of itself; write it out`,
      );
    }
    this.#targets.set(alias, target);
    this.#around.add(target);
    const node = this.read(target, at);
    this.#around.delete(target);
    return node;
  }
}

function below(at: Location, step: string | number, item: unknown): Location {
  return at.below(step, yaml.isNode(item) ? (item.range?.[0] ?? at.offset) : at.offset);
}
