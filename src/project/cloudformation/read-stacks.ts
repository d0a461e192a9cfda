/** From the stacks of a project to what is read of it. Templates, CDK's assemblies and serverless.yml all come here. */
import type { DefinitionPath } from '../definition-path.ts';
import type { DefinitionFormat, Output, Project } from '../model.ts';
import type { Reading } from '../reading.ts';
import type { Location } from '../source/location.ts';
import { toText } from '../source/node.ts';
import { brokenParts, Origins } from '../source/origins.ts';
import type { ProblemList } from '../source/problem-list.ts';
import type { Lookup } from '../values-file.ts';
import { findCircles } from './dependencies.ts';
import type { StackEvaluator } from './evaluator.ts';
import { tellOfOthers } from './other-resources.ts';
import { withPorts } from './ports.ts';
import { ResourceNames } from './resource-names.ts';
import { ResourceReader } from './resource-reader.ts';
import { readApiKeys, readUsagePlans } from './resources/api-keys.ts';
import { readApis } from './resources/apis.ts';
import type { ReadingContext } from './resources/context.ts';
import { readDomains } from './resources/domains.ts';
import { readEventSources } from './resources/event-sources.ts';
import { readFunctions } from './resources/functions.ts';
import { readTables } from './resources/tables.ts';
import { wordsOf } from './resources/words.ts';
import type { Account, LoadedStack } from './stack.ts';
import { Stacks, type Transform } from './stacks.ts';

export interface StackToRead {
  readonly stack: LoadedStack;
  readonly parameters: ReadonlyMap<string, string>;
  /** Where it is deployed to, when that is not where the project is. */
  readonly account?: Account;
  /** It is there for what others take from it; its resources are not the project's. */
  readonly isNeighbour?: boolean;
}

export interface StacksToRead {
  readonly format: DefinitionFormat;
  /** Absolute path of the definition file. */
  readonly file: string;
  /** Absolute path of the project's folder. */
  readonly root: string;
  readonly stacks: readonly StackToRead[];
  readonly transform: Transform;
  readonly account: Account;
  readonly lookup: Lookup;
  /** Absolute paths of all files that were read. */
  readonly sources: readonly string[];
  /** Stage instead of an API's own. */
  readonly stage: string | undefined;
  /** What was found before. */
  readonly problems: ProblemList;
  /** Where it is said what has no place of its own. */
  readonly top: Location;
}

export function readStacks(given: StacksToRead): Reading {
  const { problems, account } = given;
  const names = new ResourceNames(
    given.stacks.map(({ stack }) => stack),
    problems,
  );
  const stacks = new Stacks(names, given.lookup, problems, given.transform);
  const neighbours = new Set<StackEvaluator>();
  for (const { stack, parameters, isNeighbour = false, account: own = account } of given.stacks) {
    const before = stacks.all.length;
    stacks.add(stack, parameters, own);
    if (isNeighbour) for (const evaluator of stacks.all.slice(before)) neighbours.add(evaluator);
  }
  const read = stacks.all.filter((evaluator) => !neighbours.has(evaluator));
  for (const stack of read) findCircles(stack.resources, (node) => stack.structure(node), problems);
  const resources = new ResourceReader(read, problems);
  const origins = new Origins(given.top);
  const project = readProject(given, { resources, origins, problems, account });
  const outputs = read.flatMap(outputsOf);
  return {
    project: { ...project, outputs, notices: problems.notices },
    problems: problems.filed,
    broken: brokenOf(project, origins, problems),
    words: wordsOf(origins),
    place: (path, at) => {
      const { file, place } = origins.find(path, at);
      return { file, place };
    },
  };
}

/** Stand-ins; and where something is wrong that is in no part of the model, what the model has none of. */
function brokenOf(
  { apis }: Pick<Project, 'apis'>,
  origins: Origins,
  problems: ProblemList,
): DefinitionPath[] {
  const wrong = problems.problems.map(({ at }) => at);
  if (wrong.length === 0) return [];
  const parts = brokenParts(origins, wrong);
  if (origins.hasAll(wrong)) return parts;
  return [...parts, ['apis', UNREAD], ...apis.map(({ path }) => [...path, 'routes', UNREAD])];
}

/** The name of what is not in the model. */
const UNREAD = '';

function outputsOf(evaluator: StackEvaluator): Output[] {
  return [...evaluator.template.outputs.keys()].flatMap((name) => {
    const value = toText(evaluator.output(name));
    return value === undefined ? [] : [{ stack: evaluator.stack.name, name, value }];
  });
}

function readProject(
  { format, file, root, sources, account, stage }: StacksToRead,
  context: ReadingContext,
): Omit<Project, 'outputs' | 'notices'> {
  const functions = readFunctions(context);
  const tables = readTables(context);
  const apis = withPorts(readApis(context, stage));
  const eventSourceMappings = readEventSources(context);
  const domains = readDomains(context, apis);
  const keys = readApiKeys(context);
  const usagePlans = readUsagePlans(context, apis, keys);
  tellOfOthers(context.resources.others, context.problems);
  // A key that is for HTTP APIs alone is no key of this project.
  const apiKeys = keys.filter(({ name }) => usagePlans.some((plan) => plan.apiKeys.includes(name)));
  const { region, accountId } = account;
  return {
    format,
    root,
    file,
    sources: [...new Set(sources)],
    region,
    accountId,
    apis,
    functions,
    tables,
    eventSourceMappings,
    domains,
    apiKeys,
    usagePlans,
    passthrough: [],
  };
}
