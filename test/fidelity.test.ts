/** `docs/fidelity.md` and the suite, held against each other: no row without a test, no such test without a row. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(root, 'docs/fidelity.md'), 'utf8');
const rows = [...page.matchAll(/^\| ([a-z0-9-]+\.[a-z0-9.-]+) \|/gm)].map(([, id]) => id ?? '');

/** Titles of tests and groups, and keys of tables of tests, that begin with an id and a colon. */
const TITLE = /^\s*(?:(?:test|describe)\(\s*)?['"`]([a-z0-9-]+\.[a-z0-9.-]+): /gm;

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The words before the first dot of the page's ids; what begins otherwise (`emulator.config.json`) is no id. */
const rooms = new Set(rows.map((id) => id.split('.')[0]));

const tested = new Set(
  filesIn(join(root, 'test'), '.test.ts')
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(TITLE)].map(([, id]) => id ?? ''))
    .filter((id) => rooms.has(id.split('.')[0])),
);

test('the page has rows, each once', () => {
  expect(rows.length).toBeGreaterThan(80);
  expect(rows.filter((id, index) => rows.indexOf(id) !== index)).toEqual([]);
});

test('every row has a test', () => {
  expect(rows.filter((id) => !tested.has(id))).toEqual([]);
});

test('every test of a row has its row', () => {
  expect([...tested].filter((id) => !rows.includes(id))).toEqual([]);
});

test('every row that a comment in the sources names is there', () => {
  const named = filesIn(join(root, 'src'), '.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^ ?\/?\*.*\b[Rr]ows? `[^\n]*/gm)].flatMap(([line]) =>
      [...line.matchAll(/`([a-z0-9-]+\.[a-z0-9.*-]+)`/g)].map(([, id]) => id ?? ''),
    ),
  );
  expect(named.length).toBeGreaterThan(50);
  const isThere = (id: string) =>
    id.endsWith('*') ? rows.some((row) => row.startsWith(id.slice(0, -1))) : rows.includes(id);
  expect(named.filter((id) => !isThere(id))).toEqual([]);
});
