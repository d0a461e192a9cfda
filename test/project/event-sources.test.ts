/** What is said of event source mappings that cannot work. */
import { expect, test } from 'vitest';
import { configWords } from '../../src/project/config/words.ts';
import { findProjectProblems } from '../../src/project/rules.ts';
import { PROJECT_CHECKS } from '../../src/project-checks.ts';
import { readFiles, reportOf, SOUND } from './read-project.ts';

const tables = {
  Things: { partitionKey: 'id', stream: 'NEW_IMAGE' },
  Plain: { partitionKey: 'id' },
};
const report = (...eventSourceMappings: object[]) => reportOf({ ...SOUND, tables, eventSourceMappings });

test('names that there are not, a table without a stream, two of the same', async () => {
  expect(
    await report(
      { function: 'ecco', table: 'Thing' },
      { function: 'echo', table: 'Plain' },
      { function: 'echo', table: 'Things' },
      { function: 'echo', table: 'Things', batchSize: 5 },
    ),
  ).toMatchInlineSnapshot(`
    "4 problems in the project definition:
      emulator.config.json:25:19  eventSourceMappings[0].function: there is no function "ecco"; did you mean "echo"?
      emulator.config.json:26:16  eventSourceMappings[0].table: there is no table "Thing"; did you mean "Things"?
      emulator.config.json:30:16  eventSourceMappings[1].table: table "Plain" has no stream; write "stream": "NEW_AND_OLD_IMAGES" in tables.Plain
      emulator.config.json:36:5  eventSourceMappings[3]: function "echo" reads the stream of "Things" in eventSourceMappings[2] already; leave one out"
  `);
});

test('values out of range, and of another kind', async () => {
  expect(
    await report({
      function: 'echo',
      table: 'Things',
      batchSize: 0,
      maximumBatchingWindowInSeconds: 301,
      startingPosition: 'AT_TIMESTAMP',
      maximumRetryAttempts: 10_001,
      maximumRecordAgeInSeconds: 30,
      functionResponseTypes: ['Report'],
      parallelizationFactor: 2,
    }),
  ).toMatchInlineSnapshot(`
    "7 problems in the project definition:
      emulator.config.json:27:20  eventSourceMappings[0].batchSize: expected a whole number from 1 to 10000, found 0
      emulator.config.json:28:41  eventSourceMappings[0].maximumBatchingWindowInSeconds: expected whole seconds from 0 to 300, found 301
      emulator.config.json:29:27  eventSourceMappings[0].startingPosition: expected "LATEST" or "TRIM_HORIZON", found "AT_TIMESTAMP"
      emulator.config.json:30:31  eventSourceMappings[0].maximumRetryAttempts: expected a whole number from -1 to 10000, found 10001
      emulator.config.json:31:36  eventSourceMappings[0].maximumRecordAgeInSeconds: 30 is not allowed; write 60 to 604800, or -1
      emulator.config.json:33:9  eventSourceMappings[0].functionResponseTypes[0]: expected "ReportBatchItemFailures", found "Report"
      emulator.config.json:35:7  eventSourceMappings[0]: unknown key "parallelizationFactor"; known here: function, table, enabled, batchSize, maximumBatchingWindowInSeconds, startingPosition, maximumRetryAttempts, maximumRecordAgeInSeconds, bisectBatchOnFunctionError, functionResponseTypes, filters"
  `);
});

test('filters that are no event patterns', async () => {
  const filters = [{ eventName: ['INSERT'] }, { eventName: 'INSERT' }, {}];
  expect(await report({ function: 'echo', table: 'Things', filters })).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:33:9  eventSourceMappings[0].filters[1]: this is no event pattern: eventName: expected a list of what fits, such as ["a"], or an object with something in it; found "INSERT"
      emulator.config.json:36:9  eventSourceMappings[0].filters[2]: this is no event pattern: it is empty; write what a record has to have"
  `);
});

test('Lambda’s defaults are filled in', async () => {
  const eventSourceMappings = [{ function: 'echo', table: 'Things' }];
  const project = await readFiles({ 'emulator.config.json': { ...SOUND, tables, eventSourceMappings } });
  expect(project.eventSourceMappings).toEqual([
    {
      functionName: 'echo',
      table: 'Things',
      enabled: true,
      batchSize: 100,
      maximumBatchingWindow: 0,
      startingPosition: 'LATEST',
      maximumRetryAttempts: -1,
      maximumRecordAge: -1,
      bisectBatchOnFunctionError: false,
      reportBatchItemFailures: false,
      filters: [],
      path: ['eventSourceMappings', 0],
    },
  ]);
});

test('the ranges hold whatever file a mapping came from', async () => {
  const eventSourceMappings = [{ function: 'echo', table: 'Things' }];
  const project = await readFiles({ 'emulator.config.json': { ...SOUND, tables, eventSourceMappings } });
  const [mapping] = project.eventSourceMappings;
  if (mapping === undefined) throw new Error('there is no mapping');
  const problemsWith = (change: Partial<typeof mapping>) =>
    findProjectProblems(
      { ...project, eventSourceMappings: [{ ...mapping, ...change }] },
      PROJECT_CHECKS,
      configWords,
    ).map(({ message }) => message);
  expect(problemsWith({ maximumRecordAge: 604_800, maximumRetryAttempts: 0, batchSize: 10_000 })).toEqual([]);
  expect(problemsWith({ batchSize: 10_001, maximumBatchingWindow: -1 }).sort()).toEqual([
    'eventSourceMappings[0].batchSize: 10001 is not allowed; write 1 to 10000',
    'eventSourceMappings[0].maximumBatchingWindowInSeconds: -1 is not allowed; write 0 to 300',
  ]);
});
