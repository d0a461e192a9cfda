/** The text of an emulator.config.json. */
import { expect, test } from 'vitest';
import { readFiles, reportOf, SOUND } from './read-project.ts';

test('several syntax errors are reported at once, each at its line and column', async () => {
  const report = await reportOf(`{
  "apis": {
    "chat": { "routes": { "$default": "echo", } },
    "more": ,
  }
  "functions": {
    // the only one
    "echo": { "handler": "echo.handler" "timeout": 03 },
    "path": { "handler": "C:\\x" },
    "open": { "handler": "echo }
  }
}`);
  expect(report).toMatchInlineSnapshot(`
    "9 problems in the project definition:
      emulator.config.json:3:47  not JSON: a key in double quotes has to stand here, or the comma in front has to go
      emulator.config.json:4:13  not JSON: a value has to stand here, or the comma in front has to go
      emulator.config.json:5:3  not JSON: a key in double quotes has to stand here, or the comma in front has to go
      emulator.config.json:6:3  not JSON: a "," has to stand here, or a bracket in front is not closed
      emulator.config.json:7:5  not JSON: JSON has no comments; remove it, or write the file in another of its formats
      emulator.config.json:8:41  not JSON: a "," has to stand here, or a bracket in front is not closed
      emulator.config.json:9:26  not JSON: this is no escape; write \\\\ for a backslash
      emulator.config.json:10:26  not JSON: this string does not end; close it with a double quote
      emulator.config.json:12:2  not JSON: a "}" is missing here"
  `);
});

test.each([
  ['no closing brace', '{ "apis": {}', '1:13  not JSON: a "}" is missing here'],
  [
    'no closing bracket',
    '{ "passthrough": ["s3" }',
    '1:24  not JSON: a "," has to stand here, or a bracket in front is not closed',
  ],
  [
    'a trailing comma in a list',
    '["s3",]',
    '1:7  not JSON: a value has to stand here, or the comma in front has to go',
  ],
  ['a word', '{\n  "port": undefined }', '2:11  not JSON: this word is no value; put it in double quotes'],
  ['single quotes', "{\n  'apis': {}\n}", '2:3  not JSON: this word is no value; put it in double quotes'],
  ['a missing colon', '{ "apis" {} }', '1:10  not JSON: a ":" has to stand here, between key and value'],
  ['something behind it', '{}\n}', '2:1  not JSON: nothing may follow the configuration; remove the rest'],
  ['a word behind it', '{} x', '1:4  not JSON: nothing may follow the configuration; remove the rest'],
  ['half a number', '{ "port": 3. }', '1:11  not JSON: this number does not end; write a digit behind it'],
  [
    'a tab in a string',
    '{ "a": "\t" }',
    '1:8  not JSON: this character has to be escaped in a string, as \\n or \\t, say',
  ],
])('%s is reported in words', async (_, text, expected) => {
  expect(await reportOf(text)).toBe(
    `1 problem in the project definition:\n  emulator.config.json:${expected}`,
  );
});

test.each(['', ' \n', '\uFEFF'])('an empty file is told what to write', async (text) => {
  expect(await reportOf(text)).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:1:1  the file is empty; write { "apis": { "chat": { "routes": { "$default": "echo" } } }, "functions": { "echo": { "handler": "index.handler" } } }"
  `);
});

test('a key that stands twice is reported, for the last one would count in silence', async () => {
  const report = await reportOf(`{
  "apis": { "chat": { "routes": { "$default": "echo", "$default": "ecko" } } },
  "functions": {
    "echo": { "handler": "gone.handler" },
    "echo": { "handler": "echo.handler" }
  },
  "apis": { "chat": { "routes": { "$default": "echo" } } }
}`);
  expect(report).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:2:55  apis.chat.routes.$default: this key stands on line 2 already, and only the last one would count; rename or remove one
      emulator.config.json:5:5  functions.echo: this key stands on line 4 already, and only the last one would count; rename or remove one
      emulator.config.json:7:3  apis: this key stands on line 2 already, and only the last one would count; rename or remove one"
  `);
});

test('a mark in front of the text and carriage returns change no place', async () => {
  const definition = { ...SOUND, apis: { chat: { port: 'x', routes: { $default: 'ecko' } } } };
  const unix = JSON.stringify(definition, null, 2);
  const report = await reportOf(unix);
  expect(report).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:4:15  apis.chat.port: expected a port from 0 to 65535 (0 takes a free one), found "x"
      emulator.config.json:6:21  apis.chat.routes.$default: there is no function "ecko"; did you mean "echo"?"
  `);
  expect(await reportOf(`\uFEFF${unix.replaceAll('\n', '\r\n')}`)).toBe(report);
  const project = await readFiles({ 'emulator.config.json': `\uFEFF${JSON.stringify(SOUND)}` });
  expect(project.apis).toHaveLength(1);
});
