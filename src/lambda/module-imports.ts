/**
 * Which files ES modules import, read off their text: Node does not tell what it has imported. Followed are
 * `import` and `export … from` with any specifier, and `import()` with a literal. Row `lambda.reload-modules`.
 */
import { readFile, realpath } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PACKAGES = /[\\/]node_modules[\\/]/;

/** A specifier as a file, or undefined when there is none, or it is a package's that was installed. */
type Resolve = (specifier: string, importer: string) => Promise<string | undefined>;

/** @returns these files and what they import, one by way of another; absolute paths, links resolved. */
export async function withImports(entries: Iterable<string>): Promise<Set<string>> {
  const { init, parse } = await import('es-module-lexer');
  await init;
  const resolve = createResolve();
  const found = new Set<string>();
  const queue = await Promise.all([...entries].map((entry) => realpath(entry).catch(() => entry)));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const specifier of specifiersOf(await readFile(file, 'utf8').catch(() => ''), parse)) {
      const imported = await resolve(specifier, file);
      if (imported !== undefined) queue.push(imported);
    }
  }
  return found;
}

/** What cannot be read as JavaScript (JSON, a file in the middle of a change) imports nothing. */
function specifiersOf(
  source: string,
  parse: (source: string) => readonly [readonly { n: string | undefined }[], ...unknown[]],
): string[] {
  if (!source.includes('import') && !source.includes('export')) return [];
  try {
    return parse(source)[0].flatMap(({ n }) => (n === undefined ? [] : [n]));
  } catch {
    return [];
  }
}

function createResolve(): Resolve {
  let jiti: Promise<{ esmResolve(specifier: string, options: object): string | undefined }> | undefined;
  /** Packages and `#imports`, by Node's rules for ES modules, which Node 20 does not offer to us. */
  const resolvePackage = async (specifier: string, importer: string) => {
    jiti ??= import('jiti').then(({ createJiti }) => createJiti(import.meta.url));
    const parentURL = pathToFileURL(importer).href;
    return (await jiti).esmResolve(specifier, { parentURL, conditions: ['node', 'import'], try: true });
  };
  return async (specifier, importer) => {
    if (isBuiltin(specifier)) return undefined;
    try {
      const url = /^(\.{0,2}\/|file:)/.test(specifier)
        ? new URL(specifier, pathToFileURL(importer)).href
        : await resolvePackage(specifier, importer);
      if (url === undefined || !url.startsWith('file:')) return undefined;
      const file = await realpath(fileURLToPath(url));
      return PACKAGES.test(file) && !PACKAGES.test(importer) ? undefined : file;
    } catch {
      return undefined;
    }
  };
}
