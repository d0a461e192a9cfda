/** The flags that Lambda's runtimes start Node with, so that code which AWS cannot load is not loaded here either. */
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
