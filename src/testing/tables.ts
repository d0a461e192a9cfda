/** The tables of an emulator, with plain JavaScript values. Row `testing.table`. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createClient, loadSdk } from '../dynamodb/client.ts';
import type { Table } from '../project/model.ts';
import { tableNamed } from '../project/named-table.ts';
import type { Emulator } from '../running-emulator.ts';
import { callerOf, errorAt } from './failure.ts';

type Item = Record<string, unknown>;

interface Opened {
  readonly client: DynamoDBDocumentClient;
  readonly commands: typeof import('@aws-sdk/lib-dynamodb');
}

type WriteRequest = { readonly PutRequest: { Item: Item } } | { readonly DeleteRequest: { Key: Item } };

/** A table, as a test fills it and looks into it. Numbers, lists, objects and sets are JavaScript's. */
export interface TestTable<Row extends object = Item> {
  /** The name that the handlers use. */
  readonly name: string;
  /** Writes an item, in place of one with the same key. */
  put(item: Row): Promise<void>;
  /** @param key - the attributes of the key; others are passed over. */
  get(key: Partial<Row>): Promise<Row | undefined>;
  /** @param key - the attributes of the key; others are passed over. */
  delete(key: Partial<Row>): Promise<void>;
  /** All items, in no order. */
  items(): Promise<Row[]>;
  /**
   * The items with this partition key, and sort key where it has one, in the order of the sort key.
   * @param index - name of the index whose key it is.
   */
  query(key: Partial<Row>, options?: { readonly index?: string | undefined }): Promise<Row[]>;
  /** Writes items beside those that there are. */
  seed(items: readonly Row[]): Promise<void>;
  /** Deletes all items. */
  clear(): Promise<void>;
}

/** As many as `BatchWriteItem` takes. */
const BATCH = 25;

/** Opens tables; the client is loaded with the first of them that is used. */
export class Tables {
  readonly #emulator: Pick<Emulator, 'project' | 'dynamodb'>;
  #opened: Promise<Opened> | undefined;

  constructor(emulator: Pick<Emulator, 'project' | 'dynamodb'>) {
    this.#emulator = emulator;
  }

  /** @throws {EmulatorError} `TABLE_UNKNOWN` */
  open<Row extends object>(name: string): TestTable<Row> {
    return new DocumentTable<Row>(tableNamed(this.#emulator.project, name), () => {
      this.#opened ??= this.#open();
      return this.#opened;
    });
  }

  async close(): Promise<void> {
    (await this.#opened)?.client.destroy();
  }

  async #open(): Promise<Opened> {
    const [sdk, commands] = await Promise.all([loadSdk(), import('@aws-sdk/lib-dynamodb')]);
    const { project, dynamodb } = this.#emulator;
    const plain = createClient(sdk, project.region, dynamodb);
    const marshallOptions = { removeUndefinedValues: true, convertClassInstanceToMap: true };
    return { client: commands.DynamoDBDocumentClient.from(plain, { marshallOptions }), commands };
  }
}

class DocumentTable<Row extends object> implements TestTable<Row> {
  readonly name: string;
  readonly #table: Table;
  readonly #open: () => Promise<Opened>;

  constructor(table: Table, open: () => Promise<Opened>) {
    this.name = table.name;
    this.#table = table;
    this.#open = open;
  }

  put(item: Row): Promise<void> {
    return this.#ask(this.put, async ({ client, commands }) => {
      await client.send(new commands.PutCommand({ TableName: this.name, Item: toItem(item) }));
    });
  }

  get(key: Partial<Row>): Promise<Row | undefined> {
    return this.#ask(this.get, async ({ client, commands }) => {
      const wanted = { TableName: this.name, Key: this.#keyIn(key), ConsistentRead: true };
      return (await client.send(new commands.GetCommand(wanted))).Item as Row | undefined;
    });
  }

  delete(key: Partial<Row>): Promise<void> {
    return this.#ask(this.delete, async ({ client, commands }) => {
      await client.send(new commands.DeleteCommand({ TableName: this.name, Key: this.#keyIn(key) }));
    });
  }

  items(): Promise<Row[]> {
    return this.#ask(this.items, (opened) => this.#items(opened));
  }

  query(key: Partial<Row>, { index }: { readonly index?: string | undefined } = {}): Promise<Row[]> {
    return this.#ask(this.query, async ({ client, commands }) => {
      const parts = Object.entries(key);
      const pages = commands.paginateQuery(
        { client },
        {
          TableName: this.name,
          IndexName: index,
          KeyConditionExpression: parts.map((_, i) => `#k${i} = :v${i}`).join(' AND '),
          ExpressionAttributeNames: Object.fromEntries(parts.map(([name], i) => [`#k${i}`, name])),
          ExpressionAttributeValues: Object.fromEntries(parts.map(([, value], i) => [`:v${i}`, value])),
        },
      );
      const rows: Row[] = [];
      for await (const { Items = [] } of pages) rows.push(...(Items as Row[]));
      return rows;
    });
  }

  seed(items: readonly Row[]): Promise<void> {
    const requests = items.map((item) => ({ PutRequest: { Item: toItem(item) } }));
    return this.#ask(this.seed, (opened) => this.#write(opened, requests));
  }

  clear(): Promise<void> {
    return this.#ask(this.clear, async (opened) => {
      const items = await this.#items(opened);
      const requests = items.map((item) => ({ DeleteRequest: { Key: this.#keyIn(item) } }));
      await this.#write(opened, requests);
    });
  }

  /** What DynamoDB refuses is an error with its name and words that points to the test. */
  async #ask<Answer>(
    method: (...args: never[]) => unknown,
    work: (opened: Opened) => Promise<Answer>,
  ): Promise<Answer> {
    const caller = callerOf(method);
    try {
      return await work(await this.#open());
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      throw errorAt(caller, cause.name, `${this.name}.${method.name}: ${cause.message}`);
    }
  }

  async #items({ client, commands }: Opened): Promise<Row[]> {
    const pages = commands.paginateScan({ client }, { TableName: this.name, ConsistentRead: true });
    const rows: Row[] = [];
    for await (const { Items = [] } of pages) rows.push(...(Items as Row[]));
    return rows;
  }

  async #write({ client, commands }: Opened, requests: readonly WriteRequest[]): Promise<void> {
    for (let start = 0; start < requests.length; start += BATCH) {
      const batch = requests.slice(start, start + BATCH);
      await client.send(new commands.BatchWriteCommand({ RequestItems: { [this.name]: batch } }));
    }
  }

  #keyIn(item: object): Item {
    const { partitionKey, sortKey } = this.#table;
    const names = sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name];
    const values = toItem(item);
    return Object.fromEntries(names.map((name) => [name, values[name]]));
  }
}

function toItem(row: object): Item {
  return { ...row };
}
