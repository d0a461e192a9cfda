/** An emulator whose function reads the stream of the table `Things`, and prints the events that it gets. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EmulatorConfig, StartOptions } from 'apigateway-websocket-emulator';
import { onTestFinished } from 'vitest';
import { type TestEmulator, useSmallEmulator } from './emulator.ts';
import type { Files } from './project.ts';

type Mapping = NonNullable<EmulatorConfig['eventSourceMappings']>[number];
type Table = NonNullable<EmulatorConfig['tables']>[string];

/** A record as the function has got it. */
export interface Received {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventSourceARN: string;
  readonly userIdentity?: object;
  readonly dynamodb: {
    readonly Keys: Readonly<Record<string, { readonly S?: string }>>;
    readonly NewImage?: object;
    readonly OldImage?: object;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly ApproximateCreationDateTime: number;
  };
}

export interface StreamTest {
  /** Source of the handler's module behind what prints the event: `exports.handler = read(async (event) => …)`. */
  readonly handler?: string;
  readonly mapping?: Partial<Mapping>;
  readonly table?: Partial<Table>;
  readonly config?: Partial<EmulatorConfig>;
  readonly files?: Files;
}

const READ = `
const read = (work) => async (event) => {
  console.log('EVENT' + JSON.stringify(event));
  return work(event);
};
`;

const READ_ALL = 'exports.handler = read(async () => null);';

export const definition = ({ mapping, table, config }: StreamTest): Partial<EmulatorConfig> => ({
  functions: { default: { handler: 'default.handler' }, onChange: { handler: 'change.handler' } },
  tables: { Things: { partitionKey: 'id', stream: 'NEW_AND_OLD_IMAGES', ...table } },
  eventSourceMappings: [{ function: 'onChange', table: 'Things', ...mapping }],
  ...config,
});

export async function useStream(what: StreamTest = {}, options: StartOptions = {}) {
  const emulator = await useSmallEmulator(
    {
      routes: { $default: 'exports.handler = async () => ({ statusCode: 200 });' },
      config: definition(what),
      files: { 'change.js': `${READ}${what.handler ?? READ_ALL}`, ...what.files },
    },
    options,
  );
  return { emulator, ...clientsOf(emulator), ...reads(emulator) };
}

export function clientsOf({ dynamodb }: TestEmulator) {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region: 'us-east-1', credentials });
  onTestFinished(() => client.destroy());
  return { client, documents: DynamoDBDocumentClient.from(client) };
}

/** What the function has got. */
export function reads({ facts }: TestEmulator) {
  const eventIn = (line: string) => line.split('EVENT')[1];
  const batches = (): Received[][] =>
    facts.of('function.log').flatMap(({ line }) => {
      const text = eventIn(line);
      return text === undefined ? [] : [(JSON.parse(text) as { Records: Received[] }).Records];
    });
  const records = () => batches().flat();
  /** The first `count` records, when they have come. */
  const received = async (count: number): Promise<Received[]> => {
    await facts.next('function.log', ({ line }) => eventIn(line) !== undefined && records().length >= count);
    return records();
  };
  const ids = (some: readonly Received[]) => some.map(({ dynamodb }) => dynamodb.Keys.id?.S);
  /** The nth fact of a type, when it has come. */
  const nth = <Type extends 'stream.delivered' | 'stream.postponed' | 'stream.dropped'>(
    type: Type,
    n: number,
  ) => facts.next(type, (fact) => facts.all.filter((one) => one.type === type).indexOf(fact) === n - 1);
  return { batches, records, received, ids, nth };
}
