/** The file that whoever comes first writes, with hard links and without. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFirst } from '../../src/net/write-first.ts';
import { useFolder } from '../support/project.ts';

/** As a file system answers that has no hard links. */
const refusing = (code: string) => async () => {
  throw Object.assign(new Error(`${code}: link`), { code });
};

test.each([undefined, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])(
  'one of many writes it, whole, and nothing else is left (link: %s)',
  async (code) => {
    const folder = await useFolder();
    const file = join(folder, 'pair.pem');
    const link = code === undefined ? undefined : refusing(code);
    const texts = Array.from({ length: 10 }, (_, index) => `text ${index}`);
    const wrote = await Promise.all(texts.map((text) => writeFirst(file, text, link)));
    expect(wrote.filter(Boolean)).toHaveLength(1);
    expect(await readFile(file, 'utf8')).toBe(texts[wrote.indexOf(true)]);
    expect(await readdir(folder)).toEqual(['pair.pem']);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  },
);

test('what has nothing to do with links is told', async () => {
  const file = join(await useFolder(), 'pair.pem');
  await expect(writeFirst(file, 'text', refusing('EACCES'))).rejects.toThrow('EACCES');
  await expect(writeFirst(join(file, 'x'), 'text')).rejects.toThrow('ENOENT');
});
