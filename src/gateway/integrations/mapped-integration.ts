/** Integrations that are no Lambda proxies: the request is mapped, a backend called, its answer mapped. */
import type { Integration, Route } from '../../project/api-model.ts';
import { withStageVariables } from '../../project/stage-variables.ts';
import type { RequestScope } from '../scope.ts';
import type { GatewayServices } from '../services.ts';
import type { BackendAnswer } from './backend.ts';
import { callDynamoDb } from './dynamodb-action.ts';
import { IntegrationFailure } from './failure.ts';
import { sendHttp } from './http-call.ts';
import { httpRequest } from './http-request.ts';
import { integrationAnswer } from './integration-response.ts';
import { invokeFunction } from './lambda-action.ts';
import { answerMock } from './mock.ts';
import { mapParameters } from './parameter-mapping.ts';
import { requestPayload } from './request-payload.ts';
import type { CallFacts, CallResult } from './result.ts';

/** @param signal - of one that gives the call up; asked for by those that call somebody. */
export async function callMappedIntegration(
  route: Route,
  scope: RequestScope,
  services: GatewayServices,
  signal: () => AbortSignal,
): Promise<CallResult> {
  let call: CallFacts | undefined;
  try {
    const payload = requestPayload(route.integration, scope);
    call = { requestBody: payload.toString() };
    const answer = await callBackend(route.integration, scope, payload, services, signal);
    call = { ...call, ...factsOf(answer) };
    if (answer.status >= 400 || answer.error !== undefined) tellOfError(answer, scope, services);
    return { outcome: 'response', response: integrationAnswer(route, scope, answer), call };
  } catch (error) {
    if (!(error instanceof IntegrationFailure)) throw error;
    const { failure: cause, message: reason } = error;
    // The call itself failed when nothing has come back.
    if (call !== undefined && call.status === undefined) call = { ...call, error: reason };
    return { outcome: 'failed', cause, reason, ...(call && { call }) };
  }
}

async function callBackend(
  integration: Integration,
  scope: RequestScope,
  payload: Buffer,
  services: GatewayServices,
  signal: () => AbortSignal,
): Promise<BackendAnswer> {
  const { target } = integration;
  switch (target?.kind) {
    case undefined:
      return answerMock(payload);
    case 'http':
      return sendHttp(httpRequest(integration, target, scope, payload), signal());
    case 'function': {
      const functionName = withStageVariables(target.functionName, scope.stage);
      const parameters = mapParameters(integration.requestParameters, scope);
      return invokeFunction(functionName, payload, parameters, services);
    }
    case 'action':
      if (target.service === 'dynamodb') {
        return callDynamoDb(target.action, payload, scope, services, signal());
      }
      // A definition that was checked has none.
      throw new IntegrationFailure('lambda', `${target.service} is not emulated`);
  }
}

const LONGEST_REASON = 500;

/** A route may make anything of an error, nothing too; whoever looks for the reason finds it in the journal. */
function tellOfError(
  { status, error, body }: BackendAnswer,
  scope: RequestScope,
  { journal }: GatewayServices,
) {
  journal.append?.({
    type: 'integration.error-answer',
    api: scope.api.name,
    routeKey: scope.routeKey,
    connectionId: scope.connection.connectionId,
    requestId: scope.requestId,
    status,
    reason: error ?? body.toString('utf8', 0, LONGEST_REASON),
  });
}

function factsOf({ status, requestId, error, body }: BackendAnswer): CallFacts {
  return {
    status,
    ...(requestId !== undefined && { requestId }),
    ...(error !== undefined && { error }),
    responseBody: body.toString(),
  };
}
