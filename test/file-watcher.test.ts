/** What is written in folders is told, each time. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FileWatcher } from '../src/file-watcher.ts';
import { useFolder } from './support/project.ts';

test('what is written again as soon as it was told is told again', async () => {
  const folder = await useFolder();
  const file = join(folder, 'file.js');
  writeFileSync(file, '0');
  let take: (paths: readonly string[]) => void = () => {};
  const told = () => new Promise<readonly string[]>((resolve) => (take = resolve));
  const watcher = new FileWatcher(
    (paths) => take(paths),
    (error) => expect.unreachable(String(error)),
  );
  onTestFinished(() => watcher.close());
  // What is written before the watch has begun is not told.
  const begun = told();
  await watcher.watch({ folders: new Set([folder]), trees: new Map() });
  await begun;
  for (let version = 1; version <= 5; version++) {
    const next = told();
    writeFileSync(file, `${version}`);
    const paths = await next;
    if (version > 1) expect(paths).toEqual([file]);
  }
});
