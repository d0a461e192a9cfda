/** Which room answers an HTTP request: one port, several services, told apart by what the request says. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';
import { type DynamoDbProxy, isDynamoDbRequest } from './dynamodb/proxy.ts';
import { answerPlainRequest } from './gateway/plain-request.ts';
import type { PortApis } from './gateway/target.ts';
import type { InspectorSources } from './inspector/app.ts';
import { unemulatedService, unemulatedSigner } from './lambda/aws-services.ts';
import { answerInvokeRequest, type Invocations, isInvokeRequest } from './lambda/invoke-api.ts';
import {
  answerConnectionsRequest,
  isConnectionsRequest,
  type ManagementServices,
} from './management/connections-api.ts';
import { answerUnemulated, hostOf } from './unemulated.ts';

export interface DispatchServices extends ManagementServices {
  readonly region: string;
  readonly accountId: string;
  readonly lambda: Invocations;
  readonly dynamodb: DynamoDbProxy;
  readonly inspector: InspectorSources;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** @param apis - those of the port that requests arrive on, as they are now. */
export function createDispatch(apis: () => PortApis, services: DispatchServices): Answer {
  let inspector: Promise<Express> | undefined;
  const inspect: Answer = async (request, response) => {
    inspector ??= import('./inspector/app.ts').then((room) => room.createInspector(services.inspector));
    (await inspector)(request, response);
  };
  return async (request, response) => {
    if (isDynamoDbRequest(request)) return services.dynamodb.handle(request, response);
    const path = pathOf(request);
    const service =
      unemulatedService(hostOf(request), path) ?? unemulatedSigner(request.headers.authorization, path);
    if (service !== undefined) return answerUnemulated(service, services.journal, request, response);
    if (isInvokeRequest(path)) return answerInvokeRequest(services, request, response);
    if (isConnectionsRequest(path)) return answerConnectionsRequest(apis(), services, request, response);
    if (request.url?.startsWith('/_emulator')) return inspect(request, response);
    return answerPlainRequest(apis(), services.journal, request, response);
  };
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.replace(/\?.*/s, '');
}
