/** How a function is built: SAM's `Metadata`, in esbuild's words. Rows `lambda.build*`. */
import { basename, resolve } from 'node:path';
import type { BuildSettings } from '../../model.ts';
import { type Node, nodeAt, toText, toValue } from '../../source/node.ts';
import type { Resource } from '../template.ts';

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html */
export function readBuild(
  { resource }: { readonly resource: Resource },
  codeUri: string,
  handler = '',
): BuildSettings | undefined {
  const { metadata } = resource;
  if (toText(nodeAt(metadata, 'BuildMethod'))?.toLowerCase() !== 'esbuild') return undefined;
  const properties = nodeAt(metadata, 'BuildProperties');
  const setting = (name: string) => nodeAt(properties, name);
  const entryPoint = entryPointOf(textsOf(setting('EntryPoints')) ?? [], handler);
  const tsconfig = toText(setting('TsConfig')) ?? toText(setting('Tsconfig'));
  const settings = {
    entryPoint: entryPoint === undefined ? undefined : resolve(codeUri, entryPoint),
    external: textsOf(setting('External')),
    // `sam build` asks for CommonJS, whatever the package.json says.
    format: toText(setting('Format')) === 'esm' ? 'esm' : 'cjs',
    target: toText(setting('Target')),
    define: pairsOf(setting('Define')),
    loader: pairsOf(setting('Loader')),
    mainFields: textsOf(setting('MainFields')),
    conditions: textsOf(setting('Conditions')),
    minify: truthOf(setting('Minify')),
    keepNames: truthOf(setting('KeepNames')),
    banner: codeOf(setting('Banner')),
    footer: codeOf(setting('Footer')),
    inject: textsOf(setting('Inject'))?.map((file) => resolve(codeUri, file)),
    tsconfig: tsconfig === undefined ? undefined : resolve(codeUri, tsconfig),
  };
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as BuildSettings;
}

/** Each becomes a module of its name; the handler is in one of them. */
function entryPointOf(entryPoints: readonly string[], handler: string): string | undefined {
  const [module] = basename(handler).split('.');
  return entryPoints.find((file) => basename(file).replace(/\.\w+$/, '') === module) ?? entryPoints[0];
}

/** A list, or a text with commas, as the command line has it. */
function textsOf(node: Node | undefined): string[] | undefined {
  if (node?.kind === 'list') return node.items.flatMap((item) => toText(item) ?? []);
  return toText(node)
    ?.split(',')
    .map((text) => text.trim());
}

/** `.graphql=text`, as SAM has it in lists, or a mapping. */
function pairsOf(node: Node | undefined): Record<string, string> | undefined {
  if (node?.kind === 'mapping') {
    return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toText(value) ?? '']));
  }
  const pairs = textsOf(node)?.map((text) => {
    const [name = '', ...value] = text.split('=');
    return [name, value.join('=')];
  });
  return pairs && Object.fromEntries(pairs);
}

function truthOf(node: Node | undefined): boolean | undefined {
  const text = toText(node);
  return text === undefined ? undefined : text === 'true';
}

/** `js=…`, as SAM has it in lists, or `{ js: … }`. */
function codeOf(node: Node | undefined): string | undefined {
  const pairs = node?.kind === 'list' ? pairsOf(node) : node && toValue(node);
  if (typeof pairs === 'string') return pairs.replace(/^js=/, '');
  if (typeof pairs !== 'object' || pairs === null || !('js' in pairs)) return undefined;
  return typeof pairs.js === 'string' ? pairs.js : undefined;
}
