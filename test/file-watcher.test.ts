/** What is written in folders is told, each time. */
import { writeFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
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

test('what is moved into a folder that is new is told, however soon', async () => {
  const tree = await useFolder();
  const elsewhere = await useFolder();
  const told = new Set<string>();
  let news: () => void = () => {};
  const watcher = new FileWatcher(
    (paths) => {
      for (const path of paths) told.add(path);
      news();
    },
    (error) => expect.unreachable(String(error)),
  );
  onTestFinished(() => watcher.close());
  await watcher.watch({ folders: new Set([tree]), trees: new Map([[tree, Date.now()]]) });
  for (let round = 0; round < 40; round++) {
    const folder = join(tree, `folder-${round}`);
    const file = join(folder, 'file.js');
    const saved = join(elsewhere, 'saved');
    await mkdir(folder);
    // Now and then, this falls between the watcher's reading of the folder and its watch.
    await writeFile(saved, '');
    await rename(saved, file);
    while (!told.has(file)) await new Promise<void>((resolve) => (news = resolve));
  }
});
