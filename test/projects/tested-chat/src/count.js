const { ScanCommand } = require('@aws-sdk/lib-dynamodb');
const { TableName, tables } = require('./tables');

exports.handler = async () => {
  const { Count } = await tables.send(new ScanCommand({ TableName, Select: 'COUNT' }));
  return { statusCode: 200, body: String(Count) };
};
