/**
 * Handlers of `fixtures/lambda-contract`, held against what AWS's own runtime interface clients made of them:
 * results, errors with the first line of their traces, and logs. Row `lambda.contract`.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CASES } from '../../fixtures/lambda-contract/cases.js';
import {
  type Contract,
  type ContractLambda,
  normalised,
  startContractLambda,
} from '../support/contract-lambda.ts';

const NEVER_ENDS = 'lambda.streaming-unfinished: the client waits for the function’s timeout';

const TYPESCRIPT = { TypeScript: 'lambda.typescript: it is compiled here, and refused on Lambda' };

/** What differs on purpose: the title of the case, and the row or the reason. */
const DIFFERENCES: Record<string, Record<string, string>> = {
  'nodejs22.x': {
    ...TYPESCRIPT,
    'a promise that nothing settles': 'lambda.never-settled: AWS runs a later client than it has published',
    'a stream that never ends': NEVER_ENDS,
    'a streaming mark that is none': 'The published client has a mistake where it means to say this.',
  },
  'nodejs24.x': { ...TYPESCRIPT, 'a stream that never ends': NEVER_ENDS },
};

for (const runtime of ['nodejs22.x', 'nodejs24.x']) {
  const file = new URL(`../../fixtures/lambda-contract/${runtime}.json`, import.meta.url);
  const { recorded } = JSON.parse(readFileSync(file, 'utf8')) as { recorded: Record<string, Contract> };
  const differences = DIFFERENCES[runtime] ?? {};

  describe(runtime, () => {
    let lambda: ContractLambda;
    beforeAll(async () => {
      lambda = await startContractLambda(runtime, CASES);
    });
    afterAll(() => lambda.close());

    for (const [title, { events = [{}] }] of Object.entries(CASES)) {
      const expected = recorded[title] ?? { outcomes: [], log: [] };
      test(`lambda.contract: ${title}`, async () => {
        const run = () => lambda.run(title, events.slice(0, expected.outcomes.length));
        if (title in differences) expect(await run(), differences[title]).not.toEqual(normalised(expected));
        else expect(await run()).toEqual(normalised(expected));
      });
    }
  });
}
