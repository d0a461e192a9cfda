/**
 * Lambda's Node.js runtimes carry the AWS SDK: a function need not bring it. What a function's own tree does
 * not have is resolved from the emulator's, for `require` and for `import` alike.
 */
import module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EnvironmentSettings } from './protocol.ts';

/** The clients that every WebSocket application uses; when a function has them all, it needs nothing of ours. */
const USUAL_PACKAGES = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/lib-dynamodb',
  '@aws-sdk/client-apigatewaymanagementapi',
];

const SUPPLIED = /^(@aws-sdk|@smithy|aws-sdk)(\/|$)/;

interface SyncHooks {
  registerHooks?(hooks: {
    resolve(
      specifier: string,
      context: object,
      next: (specifier: string, context?: object) => unknown,
    ): unknown;
  }): unknown;
}

export function supplyPackages(
  taskRoot: string,
  settings: EnvironmentSettings,
  hint: (text: string) => void,
) {
  const parentURL = import.meta.url;
  const supplies = (specifier: string) => {
    if (!SUPPLIED.test(specifier)) return false;
    if (specifier.startsWith('aws-sdk') && !settings.hasSdkV2) {
      hint(
        `${settings.runtime} has no aws-sdk v2 on AWS: install it in the project ("npm install aws-sdk") or move to @aws-sdk/*.`,
      );
    }
    return true;
  };

  const { registerHooks } = module as SyncHooks;
  // Hooks for `import` cost Node 20 a thread of their own, so only a function that can need them pays; asked
  // before `require` is taught about ours.
  const needsThread = registerHooks === undefined && !hasUsualPackages(taskRoot);
  supplyToRequire(supplies);
  if (registerHooks !== undefined) {
    registerHooks({
      resolve(specifier, context, next) {
        try {
          return next(specifier, context);
        } catch (error) {
          if (!supplies(specifier)) throw error;
          return next(specifier, { ...context, parentURL });
        }
      },
    });
  }
  if (needsThread) {
    module.register('./import-hooks.js', { parentURL, data: { parentURL, pattern: SUPPLIED.source } });
  }
}

function hasUsualPackages(taskRoot: string): boolean {
  const { resolve } = createRequire(pathToFileURL(join(taskRoot, 'noop.js')));
  try {
    for (const name of USUAL_PACKAGES) resolve(name);
    return true;
  } catch {
    return false;
  }
}

type ResolveFilename = (request: string, parent: unknown, isMain: boolean, options?: object) => string;

function supplyToRequire(supplies: (specifier: string) => boolean): void {
  const own = createRequire(import.meta.url);
  const loader = module as unknown as { _resolveFilename: ResolveFilename };
  const resolveFilename = loader._resolveFilename;
  loader._resolveFilename = function (request, ...rest) {
    try {
      return resolveFilename.call(this, request, ...rest);
    } catch (error) {
      if (!supplies(request)) throw error;
      try {
        return own.resolve(request);
      } catch {
        throw error;
      }
    }
  };
}
