/**
 * The executable of a custom runtime: where it is, and whether this machine can run it. Row `lambda.provided`.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isFile } from '../../file-kinds.ts';
import type { LambdaFunction, RuntimeProblem } from '../../project/model.ts';
import { foreignPlatform } from './binary-platform.ts';
import { executableName } from './languages.ts';
import { isExecutable } from './search-path.ts';

/** The function's own, else that of a layer, the last of which covers the others. */
export function bootstrapFile(fn: LambdaFunction): string | undefined {
  return [fn.codeUri, ...fn.layers.toReversed()]
    .map((folder) => join(folder, executableName(fn)))
    .find(isFile);
}

/** What keeps this machine, or Lambda, from running it. */
export function bootstrapProblem(fn: LambdaFunction): RuntimeProblem | undefined {
  const file = bootstrapFile(fn);
  if (file === undefined) return { problem: 'no-bootstrap', name: executableName(fn) };
  if (!isExecutable(file)) return { problem: 'not-executable', file };
  const head = headOf(file);
  const text = head.toString('latin1');
  if (!text.startsWith('#!')) {
    const platform = foreignPlatform(head);
    if (platform === undefined) return undefined;
    return platform === 'unknown' ? { problem: 'no-program', file } : { problem: 'foreign', file, platform };
  }
  const [line = ''] = text.split('\n');
  if (line.endsWith('\r')) return { problem: 'carriage-return', file };
  const [interpreter = ''] = line.slice(2).trim().split(/\s+/);
  return existsSync(interpreter) ? undefined : { problem: 'no-shebang-program', file, interpreter };
}

function headOf(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(256);
    return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
  } finally {
    closeSync(descriptor);
  }
}
