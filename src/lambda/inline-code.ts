/**
 * Code that stands in the definition itself: Lambda puts it into the file `index` of a folder that has nothing else,
 * and so does the emulator, in a temporary one that goes when it ends. Row `lambda.inline-code`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HandlerProblem, LambdaFunction, RuntimeProblem } from '../project/model.ts';
import { languageOf } from './executables/languages.ts';
import { interpreterProblem } from './executables/python.ts';

const FILES = { nodejs: 'index.js', python: 'index.py' } as const;

/** What stands in the way of loading the handler from inline code. */
export function inlineProblem(
  { handler, runtime }: LambdaFunction,
  path: string | undefined,
): HandlerProblem | RuntimeProblem | undefined {
  const language = languageOf(runtime);
  if (language === 'provided') return { problem: 'inline-runtime' };
  const file = FILES[language];
  if (handler === file) return { problem: 'malformed' };
  if (!/^index\../.test(handler)) return { problem: 'not-inline', file };
  return language === 'python' ? interpreterProblem(runtime, path) : undefined;
}

export class InlineCode {
  #root: string | undefined;

  /** The function with the folder that its code is in: what was inline is in a file from now on. */
  placed(fn: LambdaFunction): LambdaFunction {
    const { name, runtime, inlineCode } = fn;
    const language = languageOf(runtime);
    if (inlineCode === undefined || language === 'provided') return fn;
    this.#root ??= realpathSync(mkdtempSync(join(tmpdir(), 'emulator-inline-')));
    // What still runs may yet read what it was made from.
    const hash = createHash('sha256')
      .update(JSON.stringify([name, inlineCode]))
      .digest('hex')
      .slice(0, 8);
    const codeUri = join(this.#root, `${name.replaceAll(/[^\w-]/g, '_')}-${hash}`);
    mkdirSync(codeUri, { recursive: true });
    writeFileSync(join(codeUri, FILES[language]), inlineCode);
    return { ...fn, codeUri };
  }

  async close(): Promise<void> {
    if (this.#root !== undefined) await rm(this.#root, { recursive: true, force: true });
  }
}
