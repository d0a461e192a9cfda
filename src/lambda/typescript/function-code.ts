/**
 * What a handler compiles to, for all execution environments of one deployment of its function.
 * Rows `lambda.typescript*`, `lambda.build*`.
 */
import type { SourcePlace } from '../../journal/invocation-facts.ts';
import type { HandlerCode } from '../runtime/protocol.ts';
import type { Compilation, CompileRequest } from './compile.ts';
import type { Esbuilds } from './esbuild.ts';

export class FunctionCode {
  readonly #request: CompileRequest;
  readonly #esbuilds: Esbuilds;
  #compilation: Promise<Compilation> | undefined;
  #inputs: ReadonlySet<string>;
  #errorPlace: SourcePlace | undefined;

  constructor(request: CompileRequest, esbuilds: Esbuilds) {
    this.#request = request;
    this.#esbuilds = esbuilds;
    this.#inputs = new Set([request.source]);
  }

  /** Absolute paths of the files that it was made from; the handler's own while it has not been compiled. */
  get inputs(): ReadonlySet<string> {
    return this.#inputs;
  }

  /** Where the code is wrong, as it was when it was compiled last. */
  get errorPlace(): SourcePlace | undefined {
    return this.#errorPlace;
  }

  /**
   * For an environment that starts: compiled for the first one, and again after a failure, for by then the code
   * may be right. Never rejects.
   * @param warn - told what esbuild found odd.
   */
  async compiled(warn: (message: string) => void): Promise<HandlerCode> {
    this.#compilation ??= this.#compile();
    const { code, warnings } = await this.#compilation;
    for (const warning of warnings) warn(warning);
    return code;
  }

  async #compile(): Promise<Compilation> {
    const { compile } = await import('./compile.ts');
    const compilation = await compile(this.#request, this.#esbuilds);
    this.#inputs = compilation.inputs;
    this.#errorPlace = compilation.errorPlace;
    if ('error' in compilation.code) this.#compilation = undefined;
    return compilation;
  }
}
