/** Lambda with a function for each handler of the contract's fixtures, and what comes of them in comparable form. */

import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../dist/clock.js';
import { createLambda, type Lambda } from '../../dist/lambda/lambda.js';
import { PendingWork } from '../../dist/pending-work.js';
import type { ContractCase } from '../../fixtures/lambda-contract/cases.js';
import type { Fact } from '../../src/journal/facts.ts';
import type { LambdaFunction, Project } from '../../src/project/model.ts';

/** What a case came to; the recordings have the same form. */
export interface Contract {
  readonly outcomes: readonly unknown[];
  readonly log: readonly string[];
}

export class ContractLambda {
  readonly #root: string;
  readonly #lambda: Lambda;
  readonly #facts: Fact[];
  readonly #names: readonly string[];

  constructor(root: string, lambda: Lambda, facts: Fact[], names: readonly string[]) {
    this.#root = root;
    this.#lambda = lambda;
    this.#facts = facts;
    this.#names = names;
  }

  /** Invokes the case's function with each of the events, one after another. */
  async run(title: string, events: readonly unknown[]): Promise<Contract> {
    const name = `case-${this.#names.indexOf(title)}`;
    const outcomes: unknown[] = [];
    for (const event of events) {
      const invoked = await this.#lambda.invoke(name, JSON.stringify(event));
      if (invoked.ok) outcomes.push({ result: invoked.payload });
      else if ('error' in invoked) outcomes.push(outcomeOf(invoked.error));
      else throw new Error('the function was throttled');
    }
    const log = this.#facts
      .flatMap((fact) => (fact.type === 'function.log' ? [fact] : []))
      .filter((fact) => fact.source === 'function' && fact.function === name)
      .map(({ line }) => line)
      // What Node itself prints of a crash was not recorded.
      .filter((line) => /^(\d{4}-|\{)/.test(line));
    return normalised(
      JSON.parse(
        JSON.stringify({ outcomes, log })
          .replaceAll(join(this.#root, name), '/var/task')
          .replaceAll(name, 'go')
          .replaceAll(/\/[^" ]*\/dist\/bundle\/[^" ]*\.js/g, '/var/runtime/index.mjs'),
      ),
    );
  }

  async close(): Promise<void> {
    await this.#lambda.close();
    await rm(this.#root, { recursive: true, force: true });
  }
}

/** The published client 3 does not say this yet; it has a test of its own. */
const QUIET = { AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING: '1' };

interface FunctionError {
  readonly errorType: string | undefined;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

function outcomeOf({ errorType, errorMessage, trace }: FunctionError): object {
  const exit = /Runtime exited (?:with error: exit status (\d+)|without providing a reason)$/.exec(
    errorMessage,
  );
  if (exit !== null) return { exit: Number(exit[1] ?? 0) };
  return { error: { errorType, errorMessage, trace: trace?.slice(0, 1) } };
}

/** Without times, ids and frames of stacks, and with Lambda's runtime where it is on Lambda. */
export function normalised({ outcomes, log }: Contract): Contract {
  // Node's own warnings are those of the Node that runs.
  return { outcomes, log: log.filter((line) => !/\(node:\d+\) /.test(line)).map(normalisedLine) };
}

function normalisedLine(line: string): string {
  const text = line
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID');
  const start = text.search(/\{"/);
  if (start === -1) return text;
  try {
    return text.slice(0, start) + JSON.stringify(JSON.parse(text.slice(start)), withoutFrames);
  } catch {
    return text;
  }
}

function withoutFrames(key: string, value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(/(\n {4}at .*)+/g, '');
  return ['stack', 'stackTrace', 'trace'].includes(key) && Array.isArray(value) ? value.slice(0, 1) : value;
}

export async function startContractLambda(
  runtime: string,
  cases: Readonly<Record<string, ContractCase>>,
  isolation: LambdaFunction['isolation'] = 'thread',
): Promise<ContractLambda> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'emulator-test-')));
  const names = Object.keys(cases);
  const functions = await Promise.all(
    Object.values(cases).map(({ files, handler = 'index.handler', env = {} }, index) =>
      writeFunction(join(root, `case-${index}`), files, {
        runtime,
        handler,
        environment: { ...QUIET, ...env },
        isolation,
      }),
    ),
  );
  const facts: Fact[] = [];
  const project: Project = {
    root,
    file: join(root, 'emulator.config.json'),
    format: 'emulator.config',
    sources: [],
    region: 'us-east-1',
    accountId: '123456789012',
    apis: [],
    functions,
    tables: [],
    domains: [],
    apiKeys: [],
    usagePlans: [],
    passthrough: [],
    eventSourceMappings: [],
    outputs: [],
    notices: [],
  };
  const lambda = createLambda(project, {
    clock: systemClock,
    journal: { append: (fact) => void facts.push(fact) },
    breakAtStart: false,
    dynamodbEndpoint: 'http://127.0.0.1:9',
    beside: [],
    pending: new PendingWork(),
    faults: { of: () => undefined },
    watch: false,
    bridge: () => ({ address: '127.0.0.1', port: 9 }),
    authority: async () => '',
  });
  return new ContractLambda(root, lambda, facts, names);
}

async function writeFunction(
  codeUri: string,
  files: Readonly<Record<string, string>>,
  settings: Pick<LambdaFunction, 'runtime' | 'handler' | 'environment' | 'isolation'>,
): Promise<LambdaFunction> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(codeUri, name)), { recursive: true });
    await writeFile(join(codeUri, name), text);
  }
  const name = codeUri.slice(dirname(codeUri).length + 1);
  const loggingConfig = { logFormat: 'Text', applicationLogLevel: 'INFO', systemLogLevel: 'INFO' } as const;
  return { name, codeUri, timeout: 3, memorySize: 128, layers: [], loggingConfig, path: [], ...settings };
}
