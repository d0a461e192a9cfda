/** How a reload on save reads in the terminal. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { notReloadedText, reloadedText } from '../../src/journal/reload-lines.ts';

const file = (name: string) => join(process.cwd(), name);
const entry = { at: 0, function: 'echo', files: [file('echo.js')] };
const error = { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: "SyntaxError: Unexpected token ';'" };

test('a reload is one line', () => {
  const type = 'function.reloaded';
  expect(reloadedText({ ...entry, type, durationMs: 62.7 })).toBe('echo (echo.js), 63 ms');
  const files = [file('a.js'), file('b.js'), '/elsewhere/c.js'];
  expect(reloadedText({ ...entry, type, files, durationMs: 1 })).toBe('echo (a.js and 2 more), 1 ms');
});

test('what does not load is shown with its place, a mark below it, tabs being kept', () => {
  const place = { file: file('lib/text.js'), line: 12, column: 3, source: '\t\tconst' };
  const type = 'function.not-reloaded';
  expect(notReloadedText({ ...entry, type, error, place, isServed: true }).split('\n')).toEqual([
    "echo (echo.js)  SyntaxError: Unexpected token ';'",
    'lib/text.js:12:3',
    '12 | \t\tconst',
    '   | \t\t^',
    'The code from before goes on.',
  ]);
});

test('without a place there is the error, and nothing goes on where there was nothing', () => {
  const message = { errorType: 'Runtime.HandlerNotFound', errorMessage: 'echo.handler is undefined' };
  const type = 'function.not-reloaded';
  expect(notReloadedText({ ...entry, type, error: message, place: undefined, isServed: false })).toBe(
    'echo (echo.js)  Runtime.HandlerNotFound: echo.handler is undefined',
  );
});
