exports.handler = async ({ queryStringParameters }) => ({
  statusCode: queryStringParameters?.name ? 200 : 403,
});
