/** The flags that Lambda's runtimes start Node with: those for what is loaded, so that code which AWS cannot load is not loaded here either. */
import { runtimeVersion } from '../environment-variables.ts';

/** @param runtime - Lambda's identifier, such as `nodejs22.x`. */
export function nodeFlags(runtime: string): string[] {
  const version = runtimeVersion(runtime);
  if (version >= 24) return [];
  const allowed = process.allowedNodeEnvironmentFlags;
  const flags = [
    '--no-experimental-require-module',
    ...(version === 22 ? ['--no-experimental-detect-module'] : []),
  ];
  return flags.filter((flag) => allowed.has(flag));
}

/**
 * The limits of V8's heap, which a process can have to itself: a tenth of the memory for what is young, the rest for
 * what is old.
 * @param nodeOptions - the function's `NODE_OPTIONS`, whose limits are taken instead.
 */
export function heapFlags(memorySize: number, nodeOptions = ''): string[] {
  const flags = [
    `--max-semi-space-size=${semiSpaceMb(memorySize)}`,
    `--max-old-space-size=${memorySize - youngMb(memorySize)}`,
  ];
  const given = nodeOptions.replaceAll('_', '-');
  return flags.filter((flag) => !given.includes(flag.slice(0, flag.indexOf('='))));
}

/** Of each of the two halves that what is young is copied between, MB. */
export function semiSpaceMb(memorySize: number): number {
  return Math.floor(youngMb(memorySize) / 2);
}

function youngMb(memorySize: number): number {
  return Math.floor(memorySize / 10);
}
