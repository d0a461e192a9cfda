/** How a function is built: SAM's `Metadata`, in esbuild's words. Row `lambda.build`. */
import { resolve } from 'node:path';
import type { BuildSettings } from '../../model.ts';
import { type Node, nodeAt, toText, toValue } from '../../source/node.ts';
import type { Resource } from '../template.ts';

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html */
export function readBuild(
  { resource }: { readonly resource: Resource },
  codeUri: string,
): BuildSettings | undefined {
  const { metadata } = resource;
  if (toText(nodeAt(metadata, 'BuildMethod'))?.toLowerCase() !== 'esbuild') return undefined;
  const properties = nodeAt(metadata, 'BuildProperties');
  const setting = (name: string) => nodeAt(properties, name);
  const [entryPoint] = textsOf(setting('EntryPoints')) ?? [];
  const format = toText(setting('Format'));
  const tsconfig = toText(setting('TsConfig')) ?? toText(setting('Tsconfig'));
  const settings = {
    entryPoint: entryPoint === undefined ? undefined : resolve(codeUri, entryPoint),
    external: textsOf(setting('External')),
    format: format === 'esm' || format === 'cjs' ? format : undefined,
    target: toText(setting('Target')),
    define: pairsOf(setting('Define')),
    loader: pairsOf(setting('Loader')),
    mainFields: textsOf(setting('MainFields')),
    conditions: textsOf(setting('Conditions')),
    minify: truthOf(setting('Minify')),
    keepNames: truthOf(setting('KeepNames')),
    banner: codeOf(setting('Banner')),
    footer: codeOf(setting('Footer')),
    inject: textsOf(setting('Inject')),
    tsconfig: tsconfig === undefined ? undefined : resolve(codeUri, tsconfig),
  };
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as BuildSettings;
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
  return typeof pairs === 'object' && pairs !== null && 'js' in pairs ? String(pairs.js) : undefined;
}
