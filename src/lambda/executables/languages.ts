/** What a runtime identifier says about how its functions are run. Pure. */

/** `nodejs22.x` runs in Node, `python3.13` in Python; `provided.al2023` is whatever its executable is. */
export type Language = 'nodejs' | 'python' | 'provided';

export function languageOf(runtime: string): Language {
  if (runtime.startsWith('nodejs')) return 'nodejs';
  return runtime.startsWith('python') ? 'python' : 'provided';
}

/** `3.13` of `python3.13`. */
export function pythonVersion(runtime: string): string {
  return runtime.slice('python'.length);
}
