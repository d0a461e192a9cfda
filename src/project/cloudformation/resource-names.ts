/**
 * What resources of one project are called. On AWS each stack has names of its own making, and an account or a region
 * of its own perhaps; here all stacks are in one place, so that names which collide are told apart.
 */
import { nodeAt, toText } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import { type LoadedStack, withNested } from './stack.ts';
import { resourcesOf } from './template.ts';

export interface NamedResource {
  readonly type: string;
  readonly logicalId: string;
  /** What its properties call it. */
  readonly own: string | undefined;
  /** The name of its stack. */
  readonly stack: string;
}

export class ResourceNames {
  readonly #problems: ProblemList;
  /** Types with logical ids that several stacks have. */
  readonly #shared: ReadonlySet<string>;
  /** Names that properties give, by type, and whose each is. */
  readonly #taken = new Map<string, string>();

  constructor(stacks: readonly LoadedStack[], problems: ProblemList) {
    this.#problems = problems;
    this.#shared = sharedIds(stacks.flatMap(withNested));
  }

  /** Its own, as far as no resource of another stack has it; else with the stack's name before it. */
  of({ type, logicalId, own, stack }: NamedResource): string {
    const inStack = `${stack}-${logicalId}`;
    if (own === undefined) return this.#shared.has(keyOf(type, logicalId)) ? inStack : logicalId;
    const kind = SINGULAR.get(type);
    if (kind === undefined) return own;
    const key = keyOf(type, own);
    const owner = this.#taken.get(key) ?? stack;
    this.#taken.set(key, owner);
    if (owner === stack) return own;
    const name = `${stack}-${own}`;
    this.#problems.notice(
      `The stacks ${owner} and ${stack} both have a ${kind} "${own}"; that of ${stack} is called "${name}" here.`,
    );
    return name;
  }
}

/** What there can be but one of with a name, and how people call it. */
const SINGULAR: ReadonlyMap<string, string> = new Map([
  ['AWS::Lambda::Function', 'function'],
  ['AWS::DynamoDB::Table', 'table'],
  ['AWS::DynamoDB::GlobalTable', 'table'],
  ['AWS::ApiGateway::ApiKey', 'API key'],
  ['AWS::ApiGateway::UsagePlan', 'usage plan'],
]);

function sharedIds(stacks: readonly LoadedStack[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { template } of stacks) {
    for (const [logicalId, resource] of resourcesOf(template)) {
      const key = keyOf(toText(nodeAt(resource, 'Type')) ?? '', logicalId);
      (seen.has(key) ? shared : seen).add(key);
    }
  }
  return shared;
}

function keyOf(type: string, name: string): string {
  return `${type} ${name}`;
}
