/**
 * Loads a compiled ES module on Node 20, where hooks run on a thread of their own and so have to be a module of
 * their own. Row `lambda.typescript-module`.
 */

/** The module that is in no file. */
interface Data {
  readonly url: string;
  readonly source: string;
}

let own: Data | undefined;

export function initialize(data: Data): void {
  own = data;
}

export async function resolve<Context, Result>(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<Result>,
): Promise<Result | { url: string; format: string; shortCircuit: boolean }> {
  if (specifier !== own?.url) return next(specifier, context);
  return { url: own.url, format: 'module', shortCircuit: true };
}

export async function load<Context, Result>(
  url: string,
  context: Context,
  next: (url: string, context: Context) => Promise<Result>,
): Promise<Result | { format: string; source: string; shortCircuit: boolean }> {
  if (url !== own?.url) return next(url, context);
  return { format: 'module', source: own.source, shortCircuit: true };
}
