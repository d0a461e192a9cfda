/** Compiles a handler, or says why not. Loaded with the first one that needs it. Rows `lambda.typescript*`, `lambda.build*`. */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BuildFailure } from 'esbuild';
import { reasonOf } from '../../errors.ts';
import type { SourcePlace } from '../../journal/facts.ts';
import type { HandlerCode } from '../runtime/protocol.ts';
import { type BundleRequest, bundle } from './bundle.ts';
import { loadErrorOf, messageText, placeOf } from './compile-errors.ts';
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
    return isBuildFailure(error) ? failed(request, error) : notCompiled(request, error);
  }
}

function failed(
  { source, projectRoot, build }: CompileRequest,
  { errors, warnings }: BuildFailure,
): Compilation {
  const root = realpathSync(projectRoot);
  const places = errors.flatMap(({ location }) => (location ? [resolve(root, location.file)] : []));
  return {
    code: { type: 'code', error: loadErrorOf(errors) },
    errorPlace: placeOf(errors, root),
    warnings: warnings.map(messageText),
    inputs: withSettings([source, ...places, ...(build?.inject ?? [])], build?.tsconfig),
  };
}

/** Not the code's fault: esbuild is gone, broken or of the wrong platform. */
function notCompiled({ source }: CompileRequest, error: unknown): Compilation {
  const errorMessage = `${source} could not be compiled: ${reasonOf(error)}`;
  return {
    code: { type: 'code', error: { errorType: 'Sandbox.NotCompiled', errorMessage, where: '' } },
    warnings: [],
    inputs: new Set([source]),
  };
}
