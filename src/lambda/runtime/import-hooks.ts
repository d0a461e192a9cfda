/**
 * The `import` half of the supplied packages on Node 20, where hooks run on a thread of their own and so have
 * to be a module of their own.
 */

interface Context {
  readonly parentURL?: string;
}

let supplierURL = '';
let supplied = /^$/;

export function initialize(data: { parentURL: string; pattern: string }): void {
  supplierURL = data.parentURL;
  supplied = new RegExp(data.pattern);
}

export async function resolve(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<unknown>,
): Promise<unknown> {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!supplied.test(specifier)) throw error;
    return next(specifier, { ...context, parentURL: supplierURL });
  }
}
