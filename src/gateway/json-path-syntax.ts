/** JSONPath, cut into steps. Pure. */

/** One step of a path. `query` is anything that may lead to several places; its text is that of RFC 9535. */
export type PathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  /** `['a', 'b']` */
  | { readonly kind: 'names'; readonly names: readonly string[] }
  /** `length()` */
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'query'; readonly text: string };

const NAME = /[^.[\]()*'"\s,]+/y;
const FUNCTION = /([a-z]+)\(\)/y;
const QUOTED = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y;

/** @returns undefined when the text is no path. */
export function parsePath(path: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  let at = path.startsWith('$') ? 1 : 0;
  while (at < path.length) {
    const descends = path.startsWith('..', at);
    if (descends) at += 2;
    else if (path[at] === '.') at += 1;
    // Only the first step may do without its dot.
    else if (path[at] !== '[' && at > 0) return undefined;
    const found = readStep(path, at);
    if (found === undefined) return undefined;
    const { step, end } = found;
    steps.push(descends ? { kind: 'query', text: `..${rfcText(step)}` } : step);
    at = end;
  }
  return steps;
}

function readStep(path: string, start: number): { step: PathStep; end: number } | undefined {
  if (path[start] === '*') return { step: { kind: 'query', text: '[*]' }, end: start + 1 };
  if (path[start] === '[') {
    const end = closingBracket(path, start);
    const step = end === undefined ? undefined : bracketStep(path.slice(start + 1, end).trim());
    return end === undefined || step === undefined ? undefined : { step, end: end + 1 };
  }
  FUNCTION.lastIndex = start;
  const call = FUNCTION.exec(path);
  if (call?.[1] !== undefined) {
    return { step: { kind: 'function', name: call[1] }, end: FUNCTION.lastIndex };
  }
  NAME.lastIndex = start;
  const name = NAME.exec(path)?.[0];
  return name === undefined ? undefined : { step: { kind: 'name', name }, end: start + name.length };
}

function bracketStep(inner: string): PathStep | undefined {
  if (/^-?\d+$/.test(inner)) return { kind: 'index', index: Number(inner) };
  const names = quotedNames(inner);
  if (names === undefined) return inner === '' ? undefined : { kind: 'query', text: `[${inner}]` };
  const [name] = names;
  return names.length === 1 && name !== undefined ? { kind: 'name', name } : { kind: 'names', names };
}

/** `'a', "b"` → a, b; undefined when there is anything else. */
function quotedNames(inner: string): string[] | undefined {
  const names: string[] = [];
  let at = 0;
  for (;;) {
    QUOTED.lastIndex = at;
    const match = QUOTED.exec(inner);
    if (match === null) return undefined;
    names.push((match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1'));
    at += match[0].length;
    const comma = /^\s*,\s*/.exec(inner.slice(at));
    if (comma === null) return at === inner.length ? names : undefined;
    at += comma[0].length;
  }
}

/** Where the bracket that opens at `start` closes; brackets in quotes do not count. */
export function closingBracket(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'" || character === '"') {
      QUOTED.lastIndex = at;
      const match = QUOTED.exec(text);
      if (match === null) return undefined;
      at += match[0].length - 1;
    } else if (character === '[') depth += 1;
    else if (character === ']') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return undefined;
}

/** A step as RFC 9535 writes it. */
export function rfcText(step: PathStep): string {
  if (step.kind === 'query') return step.text;
  if (step.kind === 'index') return `[${step.index}]`;
  if (step.kind === 'names') return `[${step.names.map((name) => JSON.stringify(name)).join(',')}]`;
  return `[${JSON.stringify(step.name)}]`;
}
