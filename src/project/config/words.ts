/** How an `emulator.config.*` names things: its paths are the model's. */
import { formatPath } from '../problems.ts';
import type { Words } from '../reading.ts';

export const configWords: Words = {
  path: formatPath,
  setting: (name) => `"${name}"`,
  advice(topic, subject) {
    switch (topic) {
      case 'api':
        return 'write at least one, such as "chat": { "routes": { "$default": "echo" } }';
      case 'route':
        return 'write at least one, such as "$default": "echo"';
      case 'usagePlan':
        return `write "usagePlans": { "basic": { "apiKeys": [${JSON.stringify(subject)}] } }`;
      case 'stream':
        return `write "stream": "NEW_AND_OLD_IMAGES" in ${subject}`;
      case 'localIndex':
        return `an index without "partitionKey" is a local one, and takes a "sortKey" in index and table; write one for ${subject}, or a "partitionKey" to make the index global`;
    }
  },
};
