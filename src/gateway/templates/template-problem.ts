/** What can be told of a template beforehand: nothing that renders one is loaded for it. Pure. Row `template.broken`. */
import { checkMethods } from './known-methods.ts';
import { parseTemplate } from './parse.ts';
import { TemplateError } from './template-error.ts';

/** What is wrong with a template, without rendering it. */
export function templateProblem(
  source: string,
): { message: string; line: number; column: number } | undefined {
  try {
    checkMethods(parseTemplate(source).nodes);
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { message: error.message, line: error.line, column: error.column };
  }
}
