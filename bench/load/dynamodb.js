// The operations of the handler of that name, from a process of its own and straight to a DynamoDB.
import { createRequire } from 'node:module';

const { timeOperations } = createRequire(import.meta.url)('../project/handlers/dynamodb.js');

export async function dynamodb(_clients, { url, times }) {
  return timeOperations(url, times);
}
