/** Whether the app was changed after its templates were made. Row `cdk.stale`. */
import { statSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import type { SourceTree } from './source-tree.ts';

const CODE = /\.(?:[cm]?[jt]sx?|py|java|cs|go)$/;
const NO_APP = /\.(?:test|spec|d)\.[^.]+$/;

/**
 * What to say of an assembly that is older than the app; the app is in `bin`, `lib` and `cdk.json`, as `cdk init`
 * has it.
 *
 * @param manifest - absolute path.
 * @param running - absolute paths of files and folders that functions run from; what is saved there needs no synth.
 */
export function stalenessNotice(
  manifest: string,
  { root, files }: SourceTree,
  running: readonly string[],
): string | undefined {
  const made = statSync(manifest).mtimeMs;
  const newer = files.find((file) => {
    const path = relative(root, file).split(sep);
    const isApp =
      path.join('/') === 'cdk.json' || (['bin', 'lib'].includes(path[0] ?? '') && CODE.test(file));
    const isRunning = running.some((source) => file === source || file.startsWith(source + sep));
    return (
      isApp &&
      !NO_APP.test(file) &&
      !isRunning &&
      (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > made
    );
  });
  if (newer === undefined) return undefined;
  const [changed, folder] = [newer, dirname(manifest)].map((path) =>
    relative(root, path).replaceAll('\\', '/'),
  );
  return `${changed} is newer than ${folder}; "npx cdk synth" brings it up to date.`;
}
