/**
 * What is used of dynalite. It is required, for what is imported of CommonJS Node 20 reads with a parser in JavaScript
 * first, which V8 finds worth optimising: that takes longer than to load all of it.
 */
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

export const dynalite = load('dynalite') as typeof import('dynalite').default;
export const db = load('dynalite/db/index.js') as typeof import('dynalite/db/index.js').default;
export const createTable = load(
  'dynalite/validations/createTable.js',
) as typeof import('dynalite/validations/createTable.js').default;
