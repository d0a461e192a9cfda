/** Compiles a handler, or says why not. Loaded with the first one that needs it. Rows `lambda.typescript*`, `lambda.build*`. */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BuildFailure } from 'esbuild';
import { reasonOf } from '../../errors.ts';
import type { SourcePlace } from '../../journal/invocation-facts.ts';
import type { HandlerCode } from '../runtime/protocol.ts';
import { type BundleRequest, bundle } from './bundle.ts';
import { isOfSettings, loadErrorOf, messageText, placeOf } from './compile-errors.ts';
import { type Esbuilds, isBuildFailure } from './esbuild.ts';
import { withSettings } from './settings-files.ts';

export interface CompileRequest extends BundleRequest {
  /** Absolute path of the function's folder. */
  readonly codeUri: string;
}

export interface Compilation {
  readonly code: HandlerCode;
  /** Where the code is wrong, when it is and esbuild says where. */
  readonly errorPlace?: SourcePlace | undefined;
  /** For people. */
  readonly warnings: readonly string[];
  /** Absolute paths of the files that the code was made from, or that are known to be in the way of it. */
  readonly inputs: ReadonlySet<string>;
}

/** Never rejects: what is wrong is what loading the handler fails with. */
export async function compile(request: CompileRequest, esbuilds: Esbuilds): Promise<Compilation> {
  const { codeUri, projectRoot } = request;
  try {
    const { warnings, inputs, ...module } = await esbuilds.work(codeUri, projectRoot, (esbuild) =>
      bundle(esbuild, request),
    );
    return { code: { type: 'code', ...module }, warnings: warnings.map(messageText), inputs };
  } catch (error) {
    if (!isBuildFailure(error)) return notCompiled(request, reasonOf(error));
    if (!isOfSettings(error.errors)) return failed(request, error);
    return notCompiled(request, error.errors.map(({ text }) => text).join('; '));
  }
}

function failed(
  { source, projectRoot, build }: CompileRequest,
  { errors, warnings }: BuildFailure,
): Compilation {
  const root = realpathSync(projectRoot);
  const places = errors.flatMap(({ location }) => (location ? [resolve(root, location.file)] : []));
  return {
    code: { type: 'code', error: loadErrorOf(errors, build?.format) },
    errorPlace: placeOf(errors, root),
    warnings: warnings.map(messageText),
    inputs: withSettings([source, ...places, ...(build?.inject ?? [])], build?.tsconfig),
  };
}

/** Not the code's fault: esbuild is gone, broken or of the wrong platform, or cannot do what is asked of it. */
function notCompiled({ source, build }: CompileRequest, reason: string): Compilation {
  const errorMessage = `${source} could not be compiled: ${reason}`;
  return {
    code: { type: 'code', error: { errorType: 'Sandbox.NotCompiled', errorMessage, where: '' } },
    warnings: [],
    inputs: withSettings([source], build?.tsconfig),
  };
}
