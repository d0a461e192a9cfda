/**
 * The `import` half of the supplied packages on Node 20, where hooks run on a thread of their own and so have
 * to be a module of their own.
 */
import { pathToFileURL } from 'node:url';
import { inLayers, otherParents, type PackageSources } from './package-sources.ts';

interface Context {
  readonly parentURL?: string;
}

interface Resolved {
  readonly url: string;
}

let sources: PackageSources | undefined;

export function initialize(data: PackageSources): void {
  sources = data;
}

export async function resolve(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<Resolved>,
): Promise<Resolved> {
  if (sources === undefined) return next(specifier, context);
  const layered = inLayers(specifier, sources);
  if (layered !== undefined) return next(pathToFileURL(layered).href, context);
  try {
    return await next(specifier, context);
  } catch (error) {
    for (const { parentURL, within } of otherParents(specifier, sources)) {
      const found = await next(specifier, { ...context, parentURL }).catch(() => undefined);
      if (found?.url.startsWith(within)) return found;
    }
    throw error;
  }
}
