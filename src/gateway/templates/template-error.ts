/** What is wrong with a template, and where. */

/** A place in a template; both count from 1. */
export interface TemplatePlace {
  readonly line: number;
  readonly column: number;
}

/** A template that is broken, or that fails while it is rendered. */
export class TemplateError extends Error implements TemplatePlace {
  readonly line: number;
  readonly column: number;

  constructor(message: string, { line, column }: TemplatePlace) {
    super(message);
    this.name = 'TemplateError';
    this.line = line;
    this.column = column;
  }
}

/** What Java would throw from a method that a template calls; it ends the rendering. */
export class JavaException extends Error {}
