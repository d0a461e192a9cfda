/**
 * The text of a JSON definition: its mistakes, and where its values stand. Only a report of problems needs it, so
 * it, and the parser behind it, are loaded then and not before.
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { DefinitionPath } from '../definition-path.ts';
import { formatPath, type Place, type PlacedProblem } from '../problems.ts';
import { placeAt, type SourceValue } from './locate.ts';

/** What is said of a text with nothing in it, and of what follows the value: that depends on what it is. */
export interface JsonWords {
  readonly empty: string;
  readonly end: string;
}

/** Everything that keeps the text from being JSON. */
export function findJsonErrors(source: string, words: JsonWords = CONFIGURATION): PlacedProblem[] {
  const errors: ParseError[] = [];
  const root = parseTree(source, errors, STRICT);
  return describe(errors, source, root, words);
}

/** JSON.parse keeps the last of two entries of one name, and says nothing. */
export function findDuplicateKeys(source: string): PlacedProblem[] {
  const root = parseTree(source);
  return root === undefined ? [] : findDuplicates(root, source, []);
}

export function jsonRoot(source: string): SourceValue {
  const root = parseTree(source);
  return root === undefined ? { place: START, entry: () => undefined } : toSourceValue(root, source);
}

const START: Place = { line: 1, column: 1 };
const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/** What jsonc-parser's error codes mean to the person who has to mend the text. */
const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this word is no value; put it in double quotes',
  InvalidNumberFormat: 'this is no number; write it as 3 or 0.5, or put it in double quotes',
  PropertyNameExpected: 'a key in double quotes has to stand here, or the comma in front has to go',
  ValueExpected: 'a value has to stand here, or the comma in front has to go',
  ColonExpected: 'a ":" has to stand here, between key and value',
  CommaExpected: 'a "," has to stand here, or a bracket in front is not closed',
  CloseBraceExpected: 'a "}" is missing here',
  CloseBracketExpected: 'a "]" is missing here',
  InvalidCommentToken: 'JSON has no comments; remove it, or write the file in another of its formats',
  UnexpectedEndOfComment: 'JSON has no comments; remove it, or write the file in another of its formats',
  UnexpectedEndOfString: 'this string does not end; close it with a double quote',
  UnexpectedEndOfNumber: 'this number does not end; write a digit behind it',
  InvalidUnicode: 'this is no character; write \\u and four hexadecimal digits',
  InvalidEscapeCharacter: 'this is no escape; write \\\\ for a backslash',
  InvalidCharacter: 'this character has to be escaped in a string, as \\n or \\t, say',
};

function describe(
  errors: readonly ParseError[],
  source: string,
  root: Node | undefined,
  words: JsonWords,
): PlacedProblem[] {
  if (source.trim() === '') return [{ place: START, message: words.empty }];
  const end = root === undefined ? source.length : root.offset + root.length;
  const byLine = new Map<number, PlacedProblem>();
  for (const [i, { error, offset }] of errors.entries()) {
    const place = placeAt(source, offset);
    // The parser passes over a word that is no value, and then misses one.
    if (isError(error, 'ValueExpected') && isError(errors[i - 1]?.error, 'InvalidSymbol')) continue;
    // What follows on the same line are mostly the parser's attempts to go on after the first.
    if (byLine.has(place.line)) continue;
    const found = printParseErrorCode(error);
    const code = found === 'InvalidSymbol' && offset >= end ? 'EndOfFileExpected' : found;
    // So it is with the end of the file, when a mistake before has made the parser lose count of brackets.
    if (code === 'EndOfFileExpected' && byLine.size > 0) continue;
    byLine.set(place.line, {
      place,
      message: `not JSON: ${code === 'EndOfFileExpected' ? words.end : (WORDS[code] ?? code)}`,
    });
  }
  return [...byLine.values()];
}

function isError(error: ParseError['error'] | undefined, code: string): boolean {
  return error !== undefined && printParseErrorCode(error) === code;
}

const SKETCH =
  '{ "apis": { "chat": { "routes": { "$default": "echo" } } }, "functions": { "echo": { "handler": "index.handler" } } }';

const CONFIGURATION: JsonWords = {
  empty: `the file is empty; write ${SKETCH}`,
  end: 'nothing may follow the configuration; remove the rest',
};

function findDuplicates(node: Node, source: string, path: DefinitionPath): PlacedProblem[] {
  const children = node.children ?? [];
  if (node.type === 'array') {
    return children.flatMap((child, i) => findDuplicates(child, source, [...path, i]));
  }
  const firsts = new Map<string, Node>();
  return children.flatMap((property) => {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) return [];
    const name = String(key.value);
    const inside = findDuplicates(value, source, [...path, name]);
    const first = firsts.get(name);
    firsts.set(name, first ?? key);
    if (first === undefined) return inside;
    const { line } = placeAt(source, first.offset);
    const message = `${formatPath([...path, name])}: this key stands on line ${line} already, and only the last one would count; rename or remove one`;
    return [{ place: placeAt(source, key.offset), message }, ...inside];
  });
}

function toSourceValue(node: Node, source: string): SourceValue {
  return {
    place: placeAt(source, node.offset),
    entry: (part) => {
      if (node.type === 'array') {
        const value = node.children?.[Number(part)];
        return value && { key: placeAt(source, value.offset), value: toSourceValue(value, source) };
      }
      if (node.type !== 'object') return undefined;
      const property = node.children?.findLast(({ children }) => children?.[0]?.value === part);
      const [key, value] = property?.children ?? [];
      return key && value && { key: placeAt(source, key.offset), value: toSourceValue(value, source) };
    },
  };
}
