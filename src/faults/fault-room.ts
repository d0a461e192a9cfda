/** The faults that are set, and for each room what it asks: whether something of its goes wrong. Rows `fault.*`. */
import { EmulatorError } from '../errors.ts';
import type { FaultSettings, LambdaFault } from '../project/fault-model.ts';
import type { Fault } from './active-fault.ts';
import type { DynamoDbError } from './dynamodb-errors.ts';
import {
  type ConnectionEnd,
  connectionsEffect,
  dynamodbEffect,
  type InvocationEnd,
  lambdaEffect,
  networkEffect,
} from './effects.ts';
import { type Applied, FaultList, type FaultServices } from './fault-list.ts';
import type { Faults } from './faults.ts';
import { SlowNetwork } from './slow-network.ts';

interface Request {
  readonly operation: string;
  readonly tables: readonly string[];
}

/** The faults, and for each room what it asks. */
export interface FaultRoom {
  readonly faults: Faults;
  /** Sets all of these. */
  set(settings: FaultSettings): Fault[];
  /** @throws {EmulatorError} what {@link FaultRoom.set} would throw where these are the names. */
  check(settings: FaultSettings, names: Names): void;
  readonly invocations: { of(functionName: string): Applied<InvocationEnd> | undefined };
  readonly answers: { of(method: string, connectionId: string): Applied<ConnectionEnd> | undefined };
  readonly requests: {
    /** 1 while there are faults: what the engine's thread looks at. */
    readonly areAsked: Int32Array;
    of(request: Request): Applied<DynamoDbError> | undefined;
  };
  readonly network: SlowNetwork;
}

/** What functions and tables are called in a definition, and what handlers and Lambda call them. */
export interface Names {
  /** @throws {EmulatorError} `FUNCTION_UNKNOWN` */
  ofFunction(name: string): string;
  /** A name of no table of the project's is another table's: handlers may make some. */
  ofTable(name: string): string;
}

export interface FaultRoomServices extends FaultServices {
  /** The names that there are now. */
  readonly names: Names;
  /** URL of a DynamoDB that is not the built-in engine; undefined when it is. */
  readonly otherDynamoDb: string | undefined;
  /** What is wrong with settings, a sentence each. */
  problemsOf(settings: FaultSettings): readonly string[];
}

export function createFaults(services: FaultRoomServices): FaultRoom {
  const areAsked = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const lambda = new FaultList('lambda', services, ({ fault }: NamedLambdaFault) => lambdaEffect(fault));
  const connections = new FaultList('connections', services, connectionsEffect);
  const dynamodb = new FaultList('dynamodb', services, dynamodbEffect, (isEmpty) =>
    Atomics.store(areAsked, 0, isEmpty ? 0 : 1),
  );
  // Frames that are underway keep nobody busy.
  const network = new FaultList('network', { ...services, rest: () => () => {} }, networkEffect);
  const slowNetwork = new SlowNetwork({
    get isEmpty() {
      return network.isEmpty;
    },
    of(connectionId, direction) {
      const where = { where: `${direction} ${connectionId}`, frame: { connectionId, direction } };
      return network.apply(where, () => true)?.delayed;
    },
  });

  const check = (settings: FaultSettings, names = services.names) => {
    const [problem] = services.problemsOf(settings);
    if (problem !== undefined) throw EmulatorError.of('FAULT_INVALID', { problem });
    for (const name of Object.keys(settings.lambda ?? {})) {
      if (name !== '*') names.ofFunction(name);
    }
    if (settings.dynamodb !== undefined && services.otherDynamoDb !== undefined) {
      throw EmulatorError.of('FAULT_NEEDS_ENGINE', { endpoint: services.otherDynamoDb });
    }
  };
  const faults: Faults = {
    lambda(asked, fault) {
      check({ lambda: { [asked]: fault } });
      const functionName = asked === '*' ? asked : services.names.ofFunction(asked);
      return lambda.add({ functionName, fault }, fault.times);
    },
    connections(fault) {
      check({ connections: fault });
      return connections.add({ ...fault }, fault.times);
    },
    dynamodb(fault) {
      check({ dynamodb: fault });
      const table = fault.table === undefined ? undefined : services.names.ofTable(fault.table);
      return dynamodb.add({ ...fault, table }, fault.times);
    },
    network(fault) {
      check({ network: fault });
      return network.add({ ...fault });
    },
    clear() {
      for (const list of [lambda, connections, dynamodb, network]) list.clear();
    },
  };
  return {
    faults,
    check,
    set: (settings) => [
      ...Object.entries(settings.lambda ?? {}).map(([name, fault]) => faults.lambda(name, fault)),
      ...(settings.connections ? [faults.connections(settings.connections)] : []),
      ...(settings.dynamodb ? [faults.dynamodb(settings.dynamodb)] : []),
      ...(settings.network ? [faults.network(settings.network)] : []),
    ],
    invocations: {
      of: (name) =>
        lambda.apply({ where: name }, ({ functionName }) => functionName === '*' || functionName === name),
    },
    answers: {
      of: (method, id) =>
        connections.apply({ where: `${method} @connections/${id}` }, ({ drop, connectionId = id }) => {
          return connectionId === id && (!drop || method === 'POST');
        }),
    },
    requests: {
      areAsked,
      of: ({ operation, tables }) =>
        dynamodb.apply({ where: [operation, ...tables].join(' ') }, (fault) => {
          const { table, operation: asked = operation } = fault;
          return asked === operation && (table === undefined || tables.includes(table));
        }),
    },
    network: slowNetwork,
  };
}

interface NamedLambdaFault {
  readonly functionName: string;
  readonly fault: LambdaFault;
}
