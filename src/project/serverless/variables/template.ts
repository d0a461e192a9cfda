/** A text with the Serverless Framework's variables in it, taken apart: `${self:custom.name, 'chat'}-table`. Pure. */

/** Pieces of text as they are, and variables. */
export type Template = readonly (string | Variable)[];

export interface Variable {
  /** As it is written, with its braces. */
  readonly text: string;
  /** Asked one after another, until one has a value. At least one. */
  readonly sources: readonly Source[];
}

type Source =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** A variable in braces of its own, as older versions of the framework have fall-backs. */
  | { readonly kind: 'nested'; readonly template: Template }
  | SourceCall;

export interface SourceCall {
  readonly kind: 'call';
  /** `self`, `file`, … */
  readonly type: string;
  /** What stands in parentheses behind it. */
  readonly parameters: readonly Template[];
  /** What stands behind the colon. */
  readonly address: Template | undefined;
}

/** Its message is a sentence for the user. */
export class TemplateError extends Error {}

/** @throws {TemplateError} */
export function parseTemplate(text: string): Template {
  return text.includes('$') ? new Parser(text).template() : [text];
}

/** @param text - a variable without its braces. @throws {TemplateError} */
export function parseVariable(text: string): Template {
  return parseTemplate(`\${${text}}`);
}

/** What makes a `${` the framework's; others (`${AWS::Region}`, `${Table.Arn}`) are CloudFormation's or anybody's. */
const OPENING = /\$\{([a-z][\w.-]*)(\(|:(?!:))/y;
const CALL = /([a-z][\w.-]*)(\(|:)/y;
const QUOTED = /'([^']*)'|"((?:[^"\\]|\\.)*)"/y;
const BARE = /[^,}]*/y;

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param ends - letters that end it, which are left for the caller; none: the text is read to its end. */
  template(ends = ''): Template {
    const parts: (string | Variable)[] = [];
    let plain = '';
    while (this.#at < this.#text.length && !ends.includes(this.#letter)) {
      if (this.#text.startsWith('\\${', this.#at)) {
        plain += '${';
        this.#at += 3;
      } else if (this.#looksAt(OPENING)) {
        if (plain !== '') parts.push(plain);
        plain = '';
        parts.push(this.#variable());
      } else {
        if (ends !== '' && this.#text.startsWith('${', this.#at)) {
          const foreign = this.#text.slice(this.#at).replace(/\}.*/s, '}');
          throw new TemplateError(`${foreign} stands inside a variable and is none itself`);
        }
        // A backslash keeps its neighbour from being anything but a letter.
        const length = this.#letter === '\\' ? 2 : 1;
        plain += this.#text.slice(this.#at, this.#at + length);
        this.#at += length;
      }
    }
    return plain === '' ? parts : [...parts, plain];
  }

  #variable(): Variable {
    const start = this.#at;
    this.#at += 2;
    const sources: Source[] = [];
    do {
      sources.push(this.#source());
      this.#skipSpaces();
    } while (this.#takes(','));
    if (!this.#takes('}')) {
      throw new TemplateError(`${this.#text.slice(start)} lacks its "}", or has something else in its place`);
    }
    return { text: this.#text.slice(start, this.#at), sources };
  }

  #source(): Source {
    this.#skipSpaces();
    const quoted = this.#quoted();
    if (quoted !== undefined) return { kind: 'literal', value: quoted };
    if (this.#looksAt(OPENING)) return { kind: 'nested', template: [this.#variable()] };
    const call = this.#match(CALL);
    if (call === undefined) return { kind: 'literal', value: bareLiteral(this.#match(BARE)?.[0] ?? '') };
    const parameters = call[2] === '(' ? this.#parameters() : [];
    const hasAddress = call[2] === ':' || this.#takes(':');
    return {
      kind: 'call',
      type: call[1] ?? '',
      parameters,
      address: hasAddress ? this.#address() : undefined,
    };
  }

  #parameters(): Template[] {
    const parameters: Template[] = [];
    do {
      parameters.push(this.#value(',)'));
    } while (this.#takes(','));
    if (!this.#takes(')')) throw new TemplateError(`${this.#text} lacks a ")"`);
    return parameters;
  }

  #address(): Template | undefined {
    const address = this.#value(',}');
    return address.length === 0 ? undefined : address;
  }

  #value(ends: string): Template {
    this.#skipSpaces();
    const quoted = this.#quoted();
    this.#skipSpaces();
    return quoted === undefined ? trimmed(this.template(ends)) : [quoted];
  }

  #quoted(): string | undefined {
    const match = this.#match(QUOTED);
    if (match === undefined) return undefined;
    return match[1] ?? match[2]?.replace(/\\(.)/g, '$1');
  }

  get #letter(): string {
    return this.#text.charAt(this.#at);
  }

  #looksAt(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text);
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text) ?? undefined;
    this.#at += match?.[0].length ?? 0;
    return match;
  }

  #takes(letter: string): boolean {
    const isThere = this.#letter === letter;
    if (isThere) this.#at++;
    return isThere;
  }

  #skipSpaces(): void {
    while (this.#letter !== '' && /\s/.test(this.#letter)) this.#at++;
  }
}

function bareLiteral(written: string): string | number | boolean | null {
  const text = written.trim();
  const words: ReadonlyMap<string, boolean | null> = new Map([
    ['true', true],
    ['false', false],
    ['null', null],
  ]);
  const word = words.get(text);
  if (word !== undefined) return word;
  if (text !== '' && Number.isFinite(Number(text))) return Number(text);
  throw new TemplateError(
    text === ''
      ? 'nothing stands behind the comma; write a value, or leave the comma out'
      : `"${text}" is no value; write '${text}', in quotes`,
  );
}

function trimmed(template: Template): Template {
  return template
    .map((part, index) => {
      if (typeof part !== 'string') return part;
      const start = index === 0 ? part.trimStart() : part;
      return index === template.length - 1 ? start.trimEnd() : start;
    })
    .filter((part) => part !== '');
}
