/** How functions are built, in SAM's words: a bundler's settings as far as they mean something here. Row `serverless.build`. Pure. */
import { ownValue } from '../../own.ts';
import {
  entriesOf,
  itemsOf,
  list,
  mapping,
  merged,
  type Node,
  nodeAt,
  scalar,
  toText,
  toValue,
} from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import { isNull, listed, type Service, type ServiceFunction } from '../service.ts';

/** Bundlers whose own configuration is not read. */
const FOREIGN_BUNDLERS = [
  'serverless-webpack',
  'serverless-bundle',
  'serverless-rspack',
  'serverless-plugin-parcel',
];

/** esbuild's names of what is passed on, with SAM's. */
const PROPERTIES: Readonly<Record<string, string>> = {
  minify: 'Minify',
  target: 'Target',
  format: 'Format',
  mainFields: 'MainFields',
  sourcemap: 'Sourcemap',
  define: 'Define',
  conditions: 'Conditions',
  keepNames: 'KeepNames',
  banner: 'Banner',
  footer: 'Footer',
  inject: 'Inject',
  tsconfig: 'Tsconfig',
};

/** The settings of version 4's own bundler, or of the plugin before it; undefined where neither is used. */
export function esbuildSettings({ node, plugins }: Service): Node | undefined {
  const ofBuild =
    nodeAt(node, 'build', 'esbuild') ??
    (toText(nodeAt(node, 'build')) === 'esbuild' ? nodeAt(node, 'build') : undefined);
  if (ofBuild !== undefined && !isNull(ofBuild)) return toValue(ofBuild) === false ? undefined : ofBuild;
  if (!plugins.includes('serverless-esbuild')) return undefined;
  return nodeAt(node, 'custom', 'esbuild') ?? nodeAt(node, 'plugins');
}

/** Where the settings have more in a module of their own. */
export function esbuildConfigFile(settings: Node | undefined): Node | undefined {
  return nodeAt(settings, 'configFile') ?? nodeAt(settings, 'config');
}

/** @param ofFile - the settings that a module of the service has, which count less. */
export function buildMetadata(
  service: Service,
  ofFile: Node | undefined,
  problems: ProblemList,
): (fn: ServiceFunction) => Node | undefined {
  const bundler = service.plugins.find((plugin) => FOREIGN_BUNDLERS.includes(plugin));
  const settings = esbuildSettings(service);
  if (settings === undefined && bundler !== undefined) {
    problems.notice(
      `The configuration of ${bundler} is not read: functions are compiled by esbuild, with its own settings.`,
    );
  }
  const around = settings ?? (bundler === undefined ? undefined : nodeAt(service.node, 'plugins'));
  if (around === undefined) return () => undefined;
  const own = settings?.kind === 'mapping' ? settings : undefined;
  const properties = buildProperties(merged(ofFile, own), around, problems);
  const metadata = mapping(
    { BuildMethod: scalar('esbuild', around.at), BuildProperties: properties },
    around.at,
  );
  const isNode = ({ node }: ServiceFunction) =>
    (toText(nodeAt(node, 'runtime') ?? nodeAt(service.node, 'provider', 'runtime')) ?? 'nodejs').startsWith(
      'nodejs',
    );
  return (fn) => (isNode(fn) ? metadata : undefined);
}

function buildProperties(settings: Node | undefined, around: Node, problems: ProblemList): Node {
  const properties: Record<string, Node> = {};
  for (const [name, { value }] of entriesOf(settings)) {
    const property = ownValue(PROPERTIES, name);
    if (property !== undefined && !isNull(value)) properties[property] = value;
  }
  const outside = [...itemsOf(nodeAt(settings, 'external')), ...excluded(settings)];
  if (nodeAt(settings, 'external') !== undefined) properties.External = list(outside, around.at);
  const loaders = entriesOf(nodeAt(settings, 'loader'));
  if (loaders.length > 0) {
    const pairs = loaders.map(([extension, { value }]) => scalar(`${extension}=${toText(value)}`, value.at));
    properties.Loader = list(pairs, around.at);
  }
  if (!isNull(nodeAt(settings, 'plugins'))) {
    problems.notice("esbuild's plugins are not run: functions are compiled without them.");
  }
  return mapping(properties, around.at);
}

/** Packages that Lambda has already. Patterns that begin with "!" take something back. */
function excluded(settings: Node | undefined): readonly Node[] {
  const setting = nodeAt(settings, 'exclude');
  if (setting === undefined || isNull(setting)) return [];
  return listed(setting).items.filter((item) => !(toText(item) ?? '!').startsWith('!'));
}
