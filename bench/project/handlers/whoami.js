// Tells a client its own connection id, over a two-way route.
exports.handler = async ({ requestContext: { connectionId } }) => ({
  statusCode: 200,
  body: JSON.stringify({ connectionId }),
});
