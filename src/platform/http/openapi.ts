export const openApiInfo = {
  openapi: '3.1.0',
  info: {
    title: 'Muster',
    version: '1',
    description:
      'Errors are RFC 9457 problems with a stable `code` (docs/errors.md). Lists take `limit`, `cursor`, `q`, `sort` and answer `items`, `nextCursor`, `total`; `total` is exact up to 10,000 and an estimate beyond.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  components: {
    securitySchemes: {
      session: { type: 'apiKey' as const, in: 'cookie' as const, name: 'muster_session' },
      token: { type: 'http' as const, scheme: 'bearer', description: 'An API token, mst_...' },
    },
  },
  security: [{ session: [] }, { token: [] }],
}
