/** The JSON Schema that ships for editors. */
import { readFile } from 'node:fs/promises';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { settingsPage } from '../../bin/settings-page.js';
import { configSchema } from '../../src/project/config/schema.ts';

const shipped = JSON.parse(
  await readFile(new URL('../../emulator.config.schema.json', import.meta.url), 'utf8'),
);

test('the shipped JSON Schema is the one that the code describes', () => {
  expect(shipped, 'emulator.config.schema.json is out of date; write it anew: npm run schema').toEqual(
    toJsonSchema(configSchema, { target: 'draft-07' }),
  );
});

test('the page of settings is the one that the schema makes', async () => {
  const page = await readFile(new URL('../../docs/settings.md', import.meta.url), 'utf8');
  expect(page, 'docs/settings.md is out of date; write it anew: npm run schema').toBe(settingsPage(shipped));
});

test('it is of draft-07, with a title and a description for every key', () => {
  expect(shipped.$schema).toBe('http://json-schema.org/draft-07/schema#');
  expect(shipped.title).toBe('emulator.config');
  for (const { path, schema } of propertiesOf(shipped))
    expect(schema.description, path).toEqual(expect.any(String));
});

test('it refuses unknown keys in every object of fixed keys', () => {
  const objects = [{ path: '', schema: shipped }, ...propertiesOf(shipped)];
  const open = objects.filter(({ schema }) => schema.properties && schema.additionalProperties !== false);
  expect(open.map(({ path }) => path)).toEqual([]);
});

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
}

/** Every key that the schema names, however deep. */
function propertiesOf(schema: JsonSchema, path = ''): { path: string; schema: JsonSchema }[] {
  const named = Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [
    { path: `${path}.${key}`, schema: inner },
    ...propertiesOf(inner, `${path}.${key}`),
  ]);
  const others = typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  return [
    ...named,
    ...[...others, ...(schema.anyOf ?? [])].flatMap((inner) => propertiesOf(inner, `${path}.*`)),
  ];
}
