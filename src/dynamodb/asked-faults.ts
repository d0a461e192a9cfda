/**
 * What of DynamoDB goes wrong because somebody asked for it. The engine's thread looks whether there is anything of
 * the kind, and then asks for each request; all the rest is known where it was asked for. Rows `fault.dynamodb-*`.
 */

/** What a request is about, as faults tell requests apart. */
export interface AskedRequest {
  /** Such as `PutItem`. */
  readonly operation: string;
  /** Those that it names; a batch or a transaction may name several. */
  readonly tables: readonly string[];
}

/** An answer in place of the engine's. */
export interface AskedError {
  readonly status: number;
  /** `__type` of the answer. */
  readonly type: string;
  readonly message: string;
}

/** Asked by the engine. */
export interface RequestFaults {
  /** One number in shared memory, 1 while there are faults: both threads see at once what is written there. */
  readonly areAsked: Int32Array;
  /** @returns undefined when nothing goes wrong. */
  of(request: AskedRequest):
    | {
        /** Settles when the request may go on; undefined when that is at once. */
        readonly delayed: Promise<void> | undefined;
        readonly end: AskedError | undefined;
      }
    | undefined;
}

/** @param target - header `X-Amz-Target`. @returns undefined when it is no request to DynamoDB. */
export function describeRequest(target: unknown, body: Buffer): AskedRequest | undefined {
  const operation = /^DynamoDB_\d+\.(\w+)$/.exec(String(target))?.[1];
  return operation === undefined ? undefined : { operation, tables: [...new Set(tablesIn(body))] };
}

function tablesIn(body: Buffer): string[] {
  try {
    const input = JSON.parse(body.toString('utf8')) as unknown;
    const { TableName, RequestItems, TransactItems } = objectOf(input);
    const inTransaction = (Array.isArray(TransactItems) ? TransactItems : []).flatMap((item) =>
      Object.values(objectOf(item)).map((action) => objectOf(action).TableName),
    );
    return [TableName, ...Object.keys(objectOf(RequestItems)), ...inTransaction].flatMap((name) =>
      typeof name === 'string' ? [nameIn(name)] : [],
    );
  } catch {
    // What is wrong with it is the engine's to say.
    return [];
  }
}

/** Where a name is expected, DynamoDB takes an ARN too. */
function nameIn(nameOrArn: string): string {
  return nameOrArn.replace(/^arn:.*:table\//, '');
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
