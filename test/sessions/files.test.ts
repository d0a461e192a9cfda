/** Where session files are found, how they are written, and what editors know of them. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { findFiles } from '../../src/sessions/find-files.ts';
import { hideBraces } from '../../src/sessions/hidden-braces.ts';
import { parseSession } from '../../src/sessions/read-session.ts';
import { sessionSchema } from '../../src/sessions/session-schema.ts';
import { type SessionDocument, sessionText } from '../../src/sessions/write-session.ts';
import { useFiles } from '../support/project.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('session.found', () => {
  const files = {
    'b.session.yaml': '',
    'a.session.yml': '',
    'chat.yaml': '',
    'deep/er/c.session.json': '',
    'deep/e.event.json': '',
    'node_modules/x/d.session.yaml': '',
    '.hidden/e.session.yaml': '',
    'empty/x.txt': '',
  };

  test('session.found: below the folder, but for hidden ones and node_modules', async () => {
    const folder = await useFiles(files);
    const names = async (paths: string[], kind?: 'event') =>
      (await findFiles(paths, folder, kind)).map((file) =>
        file.slice(folder.length + 1).replaceAll('\\', '/'),
      );
    expect(await names([])).toEqual(['a.session.yml', 'b.session.yaml', 'deep/er/c.session.json']);
    expect(await names(['deep', 'chat.yaml', 'deep/er/c.session.json'])).toEqual([
      'deep/er/c.session.json',
      'chat.yaml',
    ]);
    expect(await names([], 'event')).toEqual(['deep/e.event.json']);
  });

  test('session.found: what is not there', async () => {
    const folder = await useFiles(files);
    await expect(findFiles(['chta.yaml'], folder)).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
      message: 'chta.yaml: there is no such file or folder.',
    });
    await expect(findFiles(['empty'], folder)).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
      message:
        'There is no *.session.yaml, .yml or .json in empty or in the folders in it. Record one: emulator record chat.session.yaml',
    });
  });
});

describe('session.written', () => {
  test('session.written: as people write', () => {
    const document: SessionDocument = {
      name: 'two: people',
      clients: { alice: { query: { name: 'alice', age: '5' } } },
      steps: [
        { connect: 'alice' },
        { send: 'alice', message: { action: 'echo', data: 'hi {{alice}}' }, after: '350ms' },
        { receive: 'alice', message: 'one\ntwo {{x}}\n' },
        {
          receive: 'alice',
          contains: { id: '{{alice}}', long: 'x'.repeat(80), list: [{ '{{k}}': '{{{{' }] },
        },
      ],
    };
    const text = sessionText(document, { schema: './session.schema.json', comments: ['Recorded.'] });
    expect(text).toBe(`# yaml-language-server: $schema=./session.schema.json
# Recorded.
version: 1
name: 'two: people'
clients:
  alice: { query: { name: alice, age: '5' } }
steps:
  - connect: alice
  - send: alice
    message: { action: echo, data: 'hi {{alice}}' }
    after: 350ms
  - receive: alice
    message: |
      one
      two {{x}}
  - receive: alice
    contains:
      id: '{{alice}}'
      long: ${'x'.repeat(80)}
      list:
        - '{{k}}': '{{{{'
`);
  });

  /** What YAML reads as something else where it is not quoted. */
  const AWKWARD = [
    '',
    ' ',
    'null',
    'true',
    '1',
    '0x1f',
    '2026-11-29',
    '~',
    '- a',
    'a: b',
    'a #b',
    '#b',
    '{',
    '}}',
    '[',
    '"',
    "'",
    '@',
    '`',
    '*a',
    '&a',
    '!a',
    '%a',
    '|',
    '>',
    '---',
    '...',
    '<<',
    'a\n\n',
    '\n a',
    '\ta',
    '\r\n',
    '\u0000',
    '\u2028',
    '\uFEFF',
    '\ud83d\ude00',
    '{{{{',
    '{{{{{ {{a}}}',
    '{{a}} # b: c',
    "'{{a}}'",
    '{{a}}\n{{b:uuid}}\n\n',
  ];

  test.each(AWKWARD.map((text) => [JSON.stringify(text), text]))(
    'session.written: %s reads back',
    async (_, text) => {
      for (const message of [text, [text, { [text]: text }], { deep: { [text]: [text, 'x'.repeat(100)] } }]) {
        const written = sessionText(
          { steps: [{ connect: 'a' }, { receive: 'a', message }, { close: 'a' }] },
          { schema: 'x' },
        );
        const reading = await parseSession('/a.session.yaml', written, {});
        expect(reading, written).toMatchObject({
          ok: true,
          session: { steps: [{}, { message: { pattern: message } }, {}] },
        });
      }
    },
  );
});

describe('session.schema', () => {
  test('session.schema: the shipped JSON Schema is the one that the code describes', async () => {
    const shipped = JSON.parse(await readFile(`${ROOT}/session.schema.json`, 'utf8'));
    expect(shipped, 'session.schema.json is out of date; write it anew: npm run schema').toEqual(
      toJsonSchema(sessionSchema, { target: 'draft-07' }),
    );
  });

  test('session.schema: the sessions of the documentation are right, and fit it', async () => {
    const shipped = JSON.parse(await readFile(`${ROOT}/session.schema.json`, 'utf8'));
    const fits = new Ajv({ strict: false }).compile(shipped);
    const page = await readFile(`${ROOT}/docs/sessions.md`, 'utf8');
    const texts = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);
    expect(texts.length).toBeGreaterThan(4);
    for (const text of texts) {
      expect(await parseSession('/a.session.yaml', text, {}), text).toMatchObject({ ok: true });
      const plain = load(hideBraces(text));
      expect(fits(plain), JSON.stringify(fits.errors)).toBe(true);
    }
  });
});
