/** What a runtime identifier says about how its functions are run. Pure. */
import type { RuntimeProblem } from '../../project/model.ts';

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

/** `go1.x` runs the executable that the handler names. */
export function executableName({
  runtime,
  handler,
}: {
  readonly runtime: string;
  readonly handler: string;
}): string {
  return runtime === 'go1.x' ? handler : 'bootstrap';
}

const RUN_HERE = /^(nodejs(\d+\.x|4\.3|6\.10|8\.10)?|python(2\.7|3\.\d+)|provided(\.al2|\.al2023)?|go1\.x)$/;
const RUN_ON_LAMBDA = /^(java\d+(\.al2)?|dotnet(core)?\d+(\.\d+)?|ruby\d+\.\d+)$/;
/** What a misspelt one may have been meant to be. */
const CURRENT = [
  ...[18, 20, 22, 24].map((version) => `nodejs${version}.x`),
  ...[9, 10, 11, 12, 13, 14].map((version) => `python3.${version}`),
  ...['provided.al2023', 'provided.al2', 'provided', 'go1.x'],
];

/** What keeps functions of this runtime from running anywhere, or here. Row `lambda.runtime-check`. */
export function runtimeProblem(runtime: string): RuntimeProblem | undefined {
  if (RUN_HERE.test(runtime)) return undefined;
  return RUN_ON_LAMBDA.test(runtime) ? { problem: 'not-run' } : { problem: 'no-runtime', known: CURRENT };
}
