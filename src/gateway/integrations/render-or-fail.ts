/** Renders a template of an integration; what is wrong with the template is the integration's failure. Row `integration.broken-template`. */
import { renderWithOverrides, type TemplateVariables } from '../templates/render.ts';
import { TemplateError } from '../templates/template-error.ts';
import { IntegrationFailure } from './failure.ts';

/**
 * @param place - where the template stands in the integration, such as `requestTemplates["$default"]`.
 * @throws {IntegrationFailure} with the place in its reason.
 */
export function renderOrFail(
  place: string,
  source: string,
  variables: () => TemplateVariables,
): ReturnType<typeof renderWithOverrides> {
  try {
    return renderWithOverrides(source, variables);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { message, line, column } = error;
    throw new IntegrationFailure('lambda', `${place}, line ${line}, column ${column}: ${message}`);
  }
}
