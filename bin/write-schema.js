// Writes emulator.config.schema.json from the built code: npm run schema
import { writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { configSchema } from '../dist/project/config/schema.js';

const schema = toJsonSchema(configSchema, { target: 'draft-07' });
writeFileSync(
  new URL('../emulator.config.schema.json', import.meta.url),
  `${JSON.stringify(schema, null, 2)}\n`,
);
