/** The examples of the documentation are definitions that the emulator takes. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readFiles } from './read-project.ts';

const page = await readFile(new URL('../../docs/api-gateway.md', import.meta.url), 'utf8');

describe('docs/api-gateway.md', () => {
  const examples = page.split(/^## /m).flatMap((section) => {
    const [title = ''] = section.split('\n');
    return [...section.matchAll(/```json\n([\s\S]+?)```/g)].map(([, text = '']) => ({ title, text }));
  });

  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(8);
  });

  for (const { title, text } of examples) {
    test(`${title} is a definition without a mistake`, async () => {
      const project = await readFiles({ 'emulator.config.json': text, 'index.js': '' });
      expect(project.apis.map(({ name }) => name)).toEqual(['chat']);
    });
  }
});
