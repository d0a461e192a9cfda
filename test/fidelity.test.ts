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

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The words before the first dot of the page's ids; what begins otherwise (`emulator.config.json`) is no id. */
const rooms = new Set(rows.map((id) => id.split('.')[0]));

const tested = new Set(
  testFiles(join(root, 'test'))
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
