/** From the stacks of a project to what is read of it. Templates, CDK's assemblies and serverless.yml all come here. */
import type { DefinitionPath } from '../definition-path.ts';
import type { DefinitionFormat, Project } from '../model.ts';
import type { Reading } from '../reading.ts';
import type { Location } from '../source/location.ts';
import { brokenParts, Origins, wordsOf } from '../source/origins.ts';
import type { ProblemList } from '../source/problem-list.ts';
import type { Lookup } from '../values-file.ts';
import { findCircles } from './dependencies.ts';
import { tellOfOthers } from './other-resources.ts';
import { withPorts } from './ports.ts';
import { ResourceReader } from './resource-reader.ts';
import { readApiKeys, readUsagePlans } from './resources/api-keys.ts';
import { readApis } from './resources/apis.ts';
import type { ReadingContext } from './resources/context.ts';
import { readDomains } from './resources/domains.ts';
import { readEventSources } from './resources/event-sources.ts';
import { readFunctions } from './resources/functions.ts';
import { readTables } from './resources/tables.ts';
import { ADVICE, SETTINGS } from './resources/words.ts';
import type { Account } from './stack.ts';
import { type LoadedStack, Stacks, type Transform } from './stacks.ts';

export interface StacksToRead {
  readonly format: DefinitionFormat;
  /** Absolute path of the definition file. */
  readonly file: string;
  /** Absolute path of the project's folder. */
  readonly root: string;
  readonly stacks: readonly {
    readonly stack: LoadedStack;
    readonly parameters: ReadonlyMap<string, string>;
  }[];
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
  const stacks = new Stacks(account, given.lookup, problems, given.transform);
  for (const { stack, parameters } of given.stacks) stacks.add(stack, parameters);
  for (const stack of stacks.all) findCircles(stack.resources, (node) => stack.structure(node), problems);
  const resources = new ResourceReader(stacks.all, problems);
  const origins = new Origins(given.top);
  const project = readProject(given, { resources, origins, problems, account });
  return {
    project: { ...project, notices: problems.notices },
    problems: problems.filed,
    broken: brokenOf(project, origins, problems),
    words: wordsOf(origins, SETTINGS, ADVICE),
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
  if (wrong.every((at) => origins.has(at))) return parts;
  return [...parts, ['apis', UNREAD], ...apis.map(({ path }) => [...path, 'routes', UNREAD])];
}

/** The name of what is not in the model. */
const UNREAD = '';

function readProject(
  { format, file, root, sources, account, stage }: StacksToRead,
  context: ReadingContext,
): Omit<Project, 'notices'> {
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
