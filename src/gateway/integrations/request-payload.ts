/**
 * What an integration sends: the rendered template, or the message as it came. Pure.
 * Rows `integration.request-template`, `integration.passthrough.*`, `integration.convert-to-binary`.
 */
import type { Integration } from '../../project/api-model.ts';
import type { RequestScope } from '../scope.ts';
import { IntegrationFailure } from './failure.ts';
import { renderOrFail } from './render-or-fail.ts';
import { bodyOf, requestVariable, templateVariables } from './request-variables.ts';
import { selectTemplate } from './template-selection.ts';

/** @throws {IntegrationFailure} when the message is refused, or its template fails. */
export function requestPayload(integration: Integration, scope: RequestScope): Buffer {
  const text = integration.type === 'HTTP_PROXY' ? bodyOf(scope) : mapBody(integration, scope);
  return integration.contentHandlingStrategy === 'CONVERT_TO_BINARY' ? fromBase64(text) : Buffer.from(text);
}

function mapBody(integration: Integration, scope: RequestScope): string {
  const { requestTemplates, templateSelectionExpression, passthroughBehavior } = integration;
  const template = selectTemplate(requestTemplates, templateSelectionExpression, (name) =>
    requestVariable(scope, name),
  );
  if (template !== undefined) {
    const place = `requestTemplates[${JSON.stringify(template.key)}]`;
    return renderOrFail(place, template.source, () => templateVariables(scope)).text;
  }
  const hasTemplates = Object.keys(requestTemplates).length > 0;
  if (passthroughBehavior === 'NEVER' || (passthroughBehavior === 'WHEN_NO_TEMPLATES' && hasTemplates)) {
    throw new IntegrationFailure(
      'media-type',
      `no request template is for this request, and passthroughBehavior is ${passthroughBehavior}`,
    );
  }
  return bodyOf(scope);
}

function fromBase64(text: string): Buffer {
  const compact = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) {
    throw new IntegrationFailure(
      'lambda',
      'contentHandlingStrategy is CONVERT_TO_BINARY, and this is no base64',
    );
  }
  return Buffer.from(compact, 'base64');
}
