/** The items that a new table begins with, from a JSON file of the project's. Rows `dynamodb.seed*`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { codeOf, reasonOf } from '../errors.ts';
import type { KeyAttribute, SeedProblem, Table } from '../project/model.ts';
import type { AttributeValue, Item } from './items.ts';

/** The file's items, or why there are none. @param file - absolute path. */
export function readSeed(file: string, table: Table): readonly Item[] | SeedProblem {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { problem: 'no-file' };
    const reason = codeOf(error) === 'EISDIR' ? 'it is a folder' : reasonOf(error);
    return { problem: 'unreadable', reason };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return notJson(text, reasonOf(error));
  }
  if (!Array.isArray(value)) return { problem: 'no-list' };
  const items = value.map(toItem);
  const wrong = findWrong(items, table);
  return wrong === undefined
    ? (items as Item[])
    : { problem: 'item', ...placeOf(text, wrong.index), ...wrong };
}

/** What the project's rules ask. */
export function seedProblem(file: string, table: Table): SeedProblem | undefined {
  const read = readSeed(file, table);
  return 'problem' in read ? read : undefined;
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  S: (value) => typeof value === 'string',
  N: (value) => typeof value === 'string',
  B: (value) => typeof value === 'string',
  BOOL: (value) => typeof value === 'boolean',
  NULL: (value) => value === true,
  SS: isListOfStrings,
  NS: isListOfStrings,
  BS: isListOfStrings,
  L: (value) => Array.isArray(value) && value.every(isAttributeValue),
  M: (value) => isObject(value) && Object.values(value).every(isAttributeValue),
};

/** As it stands when every attribute is in DynamoDB's JSON, else translated; undefined when it is no object. */
function toItem(value: unknown): Item | undefined {
  if (!isObject(value)) return undefined;
  const attributes = Object.entries(value);
  if (attributes.length > 0 && attributes.every(([, inner]) => isAttributeValue(inner))) return value as Item;
  return Object.fromEntries(attributes.map(([name, inner]) => [name, toAttributeValue(inner)]));
}

function isAttributeValue(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [entry, ...others] = Object.entries(value);
  return entry !== undefined && others.length === 0 && TYPES[entry[0]]?.(entry[1]) === true;
}

function toAttributeValue(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(toAttributeValue) };
  if (!isObject(value)) return { NULL: true };
  return {
    M: Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toAttributeValue(inner)])),
  };
}

/** The first item that the table would not take, or that another would be written over. */
function findWrong(items: readonly (Item | undefined)[], { partitionKey, sortKey }: Table) {
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    if (item === undefined) return { index, reason: 'an item is an object such as { "id": "a" }' };
    const wrongKey = keys.find(({ name, type }) => item[name]?.[type] === undefined);
    if (wrongKey !== undefined) return { index, reason: keyReason(item, wrongKey) };
    const key = JSON.stringify(keys.map(({ name }) => item[name]));
    const first = seen.get(key);
    if (first !== undefined) return { index, reason: `item ${first + 1} has the same key` };
    seen.set(key, index);
  }
  return undefined;
}

const TYPE_WORDS = { S: 'a string', N: 'a number', B: 'binary, { "B": "…" } in DynamoDB JSON' } as const;

function keyReason(item: Item, { name, type }: KeyAttribute): string {
  const key = `the key ${JSON.stringify(name)}`;
  return item[name] === undefined ? `${key} is missing` : `${key} has to be ${TYPE_WORDS[type]}`;
}

/** Only what is wrong needs places, and the parser that knows them. */
function loadParser(): typeof import('jsonc-parser') {
  return createRequire(import.meta.url)('jsonc-parser') as typeof import('jsonc-parser');
}

function notJson(text: string, fallback: string): SeedProblem {
  const { parseTree, printParseErrorCode } = loadParser();
  const errors: import('jsonc-parser').ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const [first] = errors;
  const code = first && printParseErrorCode(first.error);
  // `CommaExpected`: comma expected
  const reason = code?.replaceAll(/\B[A-Z]/g, (letter) => ` ${letter}`).toLowerCase() ?? fallback;
  return { problem: 'no-json', ...placeAt(text, first?.offset ?? 0), reason };
}

function placeOf(text: string, index: number) {
  const { parseTree } = loadParser();
  return placeAt(text, parseTree(text)?.children?.[index]?.offset ?? 0);
}

function placeAt(text: string, offset: number) {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function isListOfStrings(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((member) => typeof member === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
