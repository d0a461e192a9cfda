/**
 * The variables that depend on a function's language, and where its layers' programs are found. Pure.
 * Rows `lambda.provided-environment`, `lambda.python-environment`.
 */
import { delimiter, join } from 'node:path';
import type { LambdaFunction } from '../../project/model.ts';
import { layerModulePaths } from '../runtime/layers.ts';
import { languageOf } from './languages.ts';
import { modulePaths } from './python.ts';

/** What the function's own variables may take the place of. */
export function languageVariables(fn: LambdaFunction, version: number): Record<string, string> {
  if (languageOf(fn.runtime) === 'nodejs') {
    return {
      NODE_PATH: [...layerModulePaths(fn.layers, version), fn.codeUri].join(delimiter),
      AWS_NODEJS_CONNECTION_REUSE_ENABLED: '1',
      AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  }
  const layers = fn.layers.toReversed();
  const libraries = [fn.codeUri, join(fn.codeUri, 'lib'), ...layers.map((layer) => join(layer, 'lib'))];
  return {
    LD_LIBRARY_PATH: libraries.join(delimiter),
    ...(languageOf(fn.runtime) === 'python'
      ? {
          PYTHONPATH: modulePaths(fn).join(delimiter),
          PYTHONUNBUFFERED: '1',
          // The function's folder cannot be written to on Lambda.
          PYTHONDONTWRITEBYTECODE: '1',
        }
      : {}),
  };
}

/** Not on a custom runtime. */
export function executionEnvironment({ runtime }: LambdaFunction): Record<string, string> {
  return languageOf(runtime) === 'provided' ? {} : { AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}` };
}

/** The layers' programs first; threads share the emulator's own path. */
export function searchPath({ runtime, layers }: LambdaFunction, path = ''): string {
  if (languageOf(runtime) === 'nodejs') return path;
  return [...layers.toReversed().map((layer) => join(layer, 'bin')), path].join(delimiter);
}
