const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient } = require('@aws-sdk/lib-dynamodb');

exports.tables = DynamoDBDocumentClient.from(new DynamoDBClient({}));
exports.TableName = process.env.TABLE_NAME;
