/** Reads an app of the AWS CDK from what `cdk synth` has made of it. Rows `cdk.*`. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EmulatorError } from '../../errors.ts';
import { accountOf } from '../cloudformation/account.ts';
import { loadStack } from '../cloudformation/load.ts';
import { readStacks, type StackToRead } from '../cloudformation/read-stacks.ts';
import { type Account, type LoadedStack, withNested } from '../cloudformation/stack.ts';
import { resourcesOf } from '../cloudformation/template.ts';
import type { ReadContext } from '../read-context.ts';
import type { Reading, Topic } from '../reading.ts';
import { Location } from '../source/location.ts';
import { type Node, nodeAt, toText } from '../source/node.ts';
import { ProblemList } from '../source/problem-list.ts';
import { readValues } from '../values-file.ts';
import { type AppStack, type Assembly, readManifests, stackOf } from './assembly.ts';
import { readAssetPaths } from './asset-paths.ts';
import { type Assets, assetsOf } from './assets.ts';
import { prepareTemplate } from './cdk-parts.ts';
import { withConstructs } from './constructs.ts';
import { stalenessNotice } from './freshness.ts';
import { fromSources } from './from-sources.ts';
import { readSourceTree } from './source-tree.ts';

/**
 * @param file - absolute path of the folder, or of a template in it, which is taken alone then.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`; `PROJECT_INVALID` for a text that has no value.
 */
export async function readAssembly(file: string, context: ReadContext): Promise<Reading> {
  const { cwd } = context;
  const chosen = file.endsWith('.template.json') ? file : undefined;
  const assembly = await readManifests(chosen === undefined ? file : dirname(file), cwd);
  const problems = new ProblemList();
  const stacks = await loadStacks(assembly, chosen, cwd, problems);
  const [first] = stacks;
  if (first === undefined) {
    const reason = 'there is no stack in it; write one into the app, and run "npx cdk synth".';
    throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason });
  }
  const root = rootOf(assembly.folder, cwd);
  const values = await readValues(context.values, root, cwd);
  const account = projectAccount(stacks, context);
  tellOfPlaces(stacks, account, problems);
  const reading = readStacks({
    format: 'AWS CDK',
    file: chosen ?? assembly.manifests[0] ?? first.file,
    root,
    stacks: stacks.map((stack) => toRead(stack, account, context)),
    transform: (template) => template,
    account,
    lookup: values.lookup,
    sources: [...assembly.manifests, ...stacks.flatMap(({ sources }) => sources), ...values.sources],
    stage: context.stage,
    problems,
    top: Location.top(first.stack.template.at.source),
  });
  const alone = chosen === undefined ? reading : withoutReadersOfOthers(reading);
  const all = stacks.flatMap(({ stack }) => withNested(stack));
  return withConstructs(withSources(alone, assembly, assetsOf(all), context), all);
}

/** Streams of tables in stacks that are not started have nothing to read. */
function withoutReadersOfOthers(reading: Reading): Reading {
  const { project } = reading;
  const isHere = (table: string) => project.tables.some(({ name }) => name === table);
  const eventSourceMappings = project.eventSourceMappings.filter(({ table }) => isHere(table));
  const notices = project.eventSourceMappings
    .filter(({ table }) => !isHere(table))
    .map(
      ({ functionName, table }) => `${functionName} is not invoked for ${table}, a table of another stack.`,
    );
  return {
    ...reading,
    project: { ...project, eventSourceMappings, notices: [...project.notices, ...notices] },
  };
}

interface LoadedAppStack extends AppStack {
  readonly stack: LoadedStack;
  readonly sources: readonly string[];
  readonly isNeighbour: boolean;
}

function stacksOf({ stacks }: Assembly, chosen: string | undefined): readonly AppStack[] {
  const isKnown = chosen === undefined || stacks.some(({ file }) => file === chosen);
  return isKnown ? stacks : [...stacks, stackOf(chosen)];
}

/** The one that was chosen comes first: it is what the project is. */
async function loadStacks(
  assembly: Assembly,
  chosen: string | undefined,
  cwd: string,
  problems: ProblemList,
): Promise<LoadedAppStack[]> {
  const loaded: LoadedAppStack[] = [];
  const paths = await readAssetPaths(assembly.assetManifests, cwd);
  const prepare = (template: Node) => prepareTemplate(template, paths);
  for (const app of stacksOf(assembly, chosen)) {
    const { stack, sources } = await loadStack(app.file, app.name, cwd, problems, prepare);
    const isNeighbour = chosen !== undefined && app.file !== chosen;
    loaded.push({ ...app, stack, sources, isNeighbour });
  }
  return loaded.sort((a, b) => Number(a.isNeighbour) - Number(b.isNeighbour));
}

/** The nearest folder that an app is in; an assembly may be anywhere. */
function rootOf(assembly: string, cwd: string): string {
  const above = (folder: string): string | undefined => {
    if (existsSync(join(folder, 'cdk.json'))) return folder;
    const around = dirname(folder);
    return around === folder ? undefined : above(around);
  };
  return above(dirname(assembly)) ?? (existsSync(join(cwd, 'cdk.json')) ? cwd : dirname(assembly));
}

/** Where the first API is deployed to, as far as the app says. */
function projectAccount(stacks: readonly LoadedAppStack[], { env }: ReadContext): Account {
  const own = stacks.filter(({ isNeighbour }) => !isNeighbour);
  const account = (own.find(({ stack }) => hasApi(stack)) ?? own[0])?.account;
  return { ...accountOf(env, account?.region), ...account };
}

function hasApi(stack: LoadedStack): boolean {
  const isApi = (resource: Node) => toText(nodeAt(resource, 'Type')) === 'AWS::ApiGatewayV2::Api';
  return withNested(stack).some(({ template }) =>
    resourcesOf(template).some(([, resource]) => isApi(resource)),
  );
}

function tellOfPlaces(stacks: readonly LoadedAppStack[], here: Account, problems: ProblemList): void {
  for (const { name, account, isNeighbour } of stacks) {
    const { region, accountId } = { ...here, ...account };
    if (isNeighbour || (region === here.region && accountId === here.accountId)) continue;
    const what = `The stack ${name} is for ${region} in the account ${accountId}`;
    problems.notice(`${what}; its functions and tables are in ${here.region} here, with all others.`);
  }
}

/** `Stack:Parameter` is meant for one stack, as in the CDK's own `--parameters`. */
function toRead(
  { name, stack, account, parameters, isNeighbour }: LoadedAppStack,
  here: Account,
  { parameterOverrides }: ReadContext,
): StackToRead {
  const overrides = [...parameterOverrides].flatMap(([key, value]): [string, string][] => {
    const [parameter = '', of = name] = key.split(':').reverse();
    return of === name ? [[parameter, value]] : [];
  });
  return {
    stack,
    parameters: new Map([...parameters, ...overrides]),
    account: { ...here, ...account },
    isNeighbour,
  };
}

const ADVICE: Partial<Record<Topic, string>> = {
  api: 'add a WebSocketApi of aws-cdk-lib/aws-apigatewayv2 to the app, or name the template that has one',
  route: 'add one with addRoute',
};

/** Outputs that the CDK writes for references from other stacks. */
const BETWEEN_STACKS = /^(?:Exports|Publish)Output/;

function withSources(
  reading: Reading,
  { folder, manifests }: Assembly,
  assets: Assets,
  { checks }: ReadContext,
): Reading {
  const { project } = reading;
  const tree = readSourceTree(project.root, folder);
  const { functions, sources, notices } = fromSources(project.functions, assets, tree, checks.handlerProblem);
  const [manifest] = manifests;
  const stale = manifest === undefined ? undefined : stalenessNotice(manifest, tree, sources);
  const told = [...project.notices, ...notices, ...(stale === undefined ? [] : [stale])];
  const outputs = project.outputs.filter(({ name }) => !BETWEEN_STACKS.test(name));
  const { words } = reading;
  return {
    ...reading,
    project: { ...project, functions, outputs, notices: told },
    words: { ...words, advice: (topic, subject) => ADVICE[topic] ?? words.advice(topic, subject) },
  };
}
